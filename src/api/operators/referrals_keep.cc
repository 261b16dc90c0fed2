#include "api/operators/referrals_keep.h"

#include <limits>

#include "api/operators/account_body.h"
#include "api/operators/body.h"
#include "api/operators/change_answer.h"
#include "api/operators/json_fields.h"
#include "api/reward_json.h"

namespace payoutd::api::operators {
namespace {

constexpr TextRule one_line{1, 255};
constexpr TextRule may_be_empty{0, 1000};

base::Result<payouts::OwnerId> parse_user(std::string_view text) {
  const auto id = base::parse_uuid(text);
  if (!id) return base::refused("invalid_user_id", "a user is named by its UUID");
  return payouts::OwnerId{*id};
}

// What is no id is no reward's.
referrals::RewardId reward_of(const http::Request& request) {
  return {base::parse_uuid(request.path_value("id")).value_or(base::Uuid{})};
}

std::optional<int64_t> amount(ObjectReading& reading) {
  return whole_number(reading, "amount_micro", Need::required, 1, money::amount_max_micro);
}

std::string text_or_nothing(ObjectReading& reading, std::string_view name) {
  return std::string(reading.text(name, Need::optional, may_be_empty).value_or(""));
}

actions::OperatorAnswer render_reward(const actions::OwnedReward& owned) {
  actions::OperatorAnswer answer;
  base::JsonWriter json(answer.body);
  json.begin_object().key("reward");
  write_reward(owned.stored, owned.user, json);
  json.end_object();
  return answer;
}

actions::OperatorAnswer render_reward_or_null(const std::optional<actions::OwnedReward>& owned) {
  return owned ? render_reward(*owned) : actions::OperatorAnswer{200, R"({"reward":null})"};
}

base::Result<actions::ToldPayment> parse_payment(const http::Request& request,
                                                 money::Currency currency) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"payment_id", "invitee_id", "amount_micro", "currency"};
  ObjectReading reading(document->root(), names);
  const auto payment_id = reading.text("payment_id", Need::required, one_line);
  const auto invitee = reading.text("invitee_id", Need::required, one_line);
  const auto invitee_id = invitee ? base::parse_uuid(*invitee) : std::nullopt;
  if (invitee && !invitee_id) reading.refuse("invitee_id", "uuid", "must be a UUID");
  const auto micro = amount(reading);
  const auto code = reading.text("currency", Need::optional, one_line);
  if (code && *code != currency.code()) {
    reading.refuse("currency", "currency", "must be " + std::string(currency.code()));
  }
  if (reading.is_refused()) return reading.refusal();
  return actions::ToldPayment{std::string(*payment_id), {*invitee_id}, *micro};
}

base::Result<actions::NewCredit> parse_credit(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"amount_micro", "note", "available"};
  ObjectReading reading(document->root(), names);
  const auto micro = amount(reading);
  std::string note = text_or_nothing(reading, "note");
  const auto available = reading.value("available", Need::optional, base::JsonKind::boolean);
  if (reading.is_refused()) return reading.refusal();
  return actions::NewCredit{*micro, std::move(note), available && available->boolean()};
}

base::Result<actions::NewSpending> parse_spending(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"amount_micro", "invoice_id"};
  ObjectReading reading(document->root(), names);
  const auto micro = amount(reading);
  const auto invoice_id = reading.text("invoice_id", Need::required, one_line);
  if (reading.is_refused()) return reading.refusal();
  return actions::NewSpending{std::string(*invoice_id), *micro};
}

// A body with one text that may be left out.
base::Result<std::string> parse_one_text(const http::Request& request, std::string_view name) {
  const auto document = parse_body(request, Need::optional);
  if (!document) return tl::unexpected(document.error());
  const std::string_view names[] = {name};
  ObjectReading reading(document->root(), names);
  std::string text = text_or_nothing(reading, name);
  if (reading.is_refused()) return reading.refusal();
  return text;
}

struct AskedTier {
  int64_t tier = 0;
  std::string note;
};

base::Result<AskedTier> parse_tier(const http::Request& request) {
  const auto document = parse_body(request, Need::required);
  if (!document) return tl::unexpected(document.error());
  constexpr std::string_view names[] = {"tier", "note"};
  ObjectReading reading(document->root(), names);
  using Limits = std::numeric_limits<int64_t>;
  const auto tier = whole_number(reading, "tier", Need::required, Limits::min(), Limits::max());
  std::string note = text_or_nothing(reading, "note");
  if (reading.is_refused()) return reading.refusal();
  return AskedTier{*tier, std::move(note)};
}

http::Response render_standing(const actions::ReferralStanding& standing,
                               const payouts::OwnerId& user) {
  http::Response response;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  const actions::ReferralOverview& overview = standing.overview;
  json.begin_object().field("user_id", std::string_view(base::to_text(user.value)));
  json.field("email", std::string_view(standing.email));
  json.field("tier", overview.tier.number);
  json.field("tier_label", std::string_view(overview.tier.label));
  json.field("rate_bps", overview.tier.rate_bps);
  json.field("primary_code", std::string_view(overview.primary_code));
  text_or_null(json, "custom_slug", overview.custom_slug.value_or(""));
  json.field("paid_invitees", overview.paid_invitees);
  write_balance(overview.balance, json);
  json.key("recent_attributions").begin_array();
  for (const store::Attribution& each : standing.attributions) {
    json.begin_object().field("kind", to_text(each.kind)).key("at").time(each.created_at);
    text_or_null(json, "invitee_id", each.invitee ? base::to_text(each.invitee->value) : "");
    text_or_null(json, "detail", each.detail);
    json.end_object();
  }
  json.end_array().end_object();
  return response;
}

// A change of the user in the path, with what `parse` makes of the body.
template <class Parse, class Begin, class Render>
OperatorHandler change_user(const Services& services, Repeat repeat, Parse parse, Begin begin,
                            Render render) {
  return
      [services, repeat, parse, begin, render](
          const http::Request& request, const actions::Operator& who, http::Responder responder) {
        const auto user = parse_user(request.path_value("user_id"));
        if (!user) return responder.send(render_error(user.error(), request.request_id));
        auto asked = parse(request);
        if (!asked) return responder.send(render_error(asked.error(), request.request_id));
        answer_change(services.changes, request, who, std::move(responder), repeat,
                      begin(services.referrals, *user, std::move(*asked)), render);
      };
}

}  // namespace

OperatorHandler payments_tell(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    auto asked = parse_payment(request, services.referrals.rules().currency);
    if (!asked) return responder.send(render_error(asked.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::by_key,
                  services.referrals.pay(std::move(*asked)), &render_reward_or_null);
  };
}

OperatorHandler rewards_credit(const Services& services) {
  return change_user(
      services, Repeat::by_key, &parse_credit,
      [](const auto& referrals, const payouts::OwnerId& user, actions::NewCredit credit) {
        return referrals.credit(user, std::move(credit));
      },
      &render_reward);
}

OperatorHandler rewards_unlock(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    if (auto nothing = parse_nothing(request); !nothing) {
      return responder.send(render_error(nothing.error(), request.request_id));
    }
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  services.referrals.unlock(reward_of(request)), &render_reward);
  };
}

OperatorHandler rewards_reverse(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& who,
                    http::Responder responder) {
    auto reason = parse_one_text(request, "reason");
    if (!reason) return responder.send(render_error(reason.error(), request.request_id));
    answer_change(services.changes, request, who, std::move(responder), Repeat::at_will,
                  services.referrals.reverse(reward_of(request), std::move(*reason)),
                  &render_reward);
  };
}

OperatorHandler rewards_spend(const Services& services) {
  return change_user(
      services, Repeat::by_key, &parse_spending,
      [](const auto& referrals, const payouts::OwnerId& user, actions::NewSpending spending) {
        return referrals.spend(user, std::move(spending));
      },
      &render_ok<bool>);
}

OperatorHandler tier_set(const Services& services) {
  return change_user(
      services, Repeat::at_will, &parse_tier,
      [](const auto& referrals, const payouts::OwnerId& user, AskedTier asked) {
        return referrals.set_tier(user, asked.tier, std::move(asked.note));
      },
      [](const actions::TierChange& change) {
        actions::OperatorAnswer answer;
        base::JsonWriter json(answer.body);
        json.begin_object().field("old_tier", change.old_tier);
        json.field("new_tier", change.new_tier).end_object();
        return answer;
      });
}

OperatorHandler standing_find(const Services& services) {
  return [services](const http::Request& request, const actions::Operator& /*who*/,
                    http::Responder responder) {
    const auto user = parse_user(request.path_value("user_id"));
    if (!user) return responder.send(render_error(user.error(), request.request_id));
    const auto standing = services.referrals.standing(*user);
    responder.send(standing ? render_standing(*standing, *user)
                            : render_error(standing.error(), request.request_id));
  };
}

}  // namespace payoutd::api::operators
