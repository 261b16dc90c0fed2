#include "api/console/referrals_read.h"

#include <algorithm>

#include "api/console/errors.h"
#include "api/console/list_parameters.h"
#include "api/entity_tag.h"
#include "api/reward_json.h"

namespace payoutd::api::console {
namespace {

// The answer with a tag of its content, for what is more than the user's own: an invitee may take
// another name.
http::Response answer(const http::Request& request, std::string body) {
  const std::string tag = content_tag(body);
  if (matches(request, tag)) return not_modified(tag);
  http::Response response;
  response.set("Content-Type", "application/json");
  set_caching(response, tag);
  response.body = std::move(body);
  return response;
}

void text_or_null(base::JsonWriter& json, std::string_view name,
                  const std::optional<std::string>& text) {
  json.key(name);
  if (text) {
    json.string(*text);
  } else {
    json.null();
  }
}

std::string render(const actions::ReferralOverview& overview) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().field("primary_code", std::string_view(overview.primary_code));
  text_or_null(json, "custom_slug", overview.custom_slug);
  json.field("tier", overview.tier.number);
  json.field("tier_label", std::string_view(overview.tier.label));
  json.field("rate_bps", overview.tier.rate_bps);
  json.field("paid_invitees", overview.paid_invitees);
  write_balance(overview.balance, json);
  text_or_null(json, "inviter_display", overview.inviter_display);
  json.end_object();
  return body;
}

// Each of `rows` as `write(row, json)` has it, below `items`.
template <class Row, class Write>
std::string render_items(const std::vector<Row>& rows, const Write& write) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().key("items").begin_array();
  for (const Row& row : rows) write(row, json);
  json.end_array().end_object();
  return body;
}

// Several joined by commas; a word that is none matches nothing.
std::vector<referrals::RewardStatus> parse_statuses(std::string_view words) {
  std::vector<referrals::RewardStatus> statuses;
  while (!words.empty()) {
    const size_t comma = std::min(words.find(','), words.size());
    const auto status = referrals::parse_reward_status(words.substr(0, comma));
    if (status && std::ranges::find(statuses, *status) == statuses.end()) {
      statuses.push_back(*status);
    }
    words.remove_prefix(std::min(comma + 1, words.size()));
  }
  return statuses;
}

store::RewardQuery parse_reward_query(std::string_view query) {
  const Window window = parse_window(query);
  store::RewardQuery asked{.statuses = {}, .offset = window.offset, .limit = window.limit};
  if (const auto words = first_value(query, "status")) asked.statuses = parse_statuses(*words);
  return asked;
}

}  // namespace

UserHandler referrals_me(const actions::Referrals& referrals) {
  return [&referrals](const http::Request& request, const actions::Caller& caller,
                      http::Responder responder) {
    const auto overview = referrals.overview(caller);
    responder.send(overview ? answer(request, render(*overview))
                            : render_error(overview.error(), request.request_id));
  };
}

UserHandler rewards_list(const actions::Referrals& referrals) {
  return [&referrals](const http::Request& request, const actions::Caller& caller,
                      http::Responder responder) {
    const auto rewards = referrals.list_rewards(caller, parse_reward_query(request.query));
    if (!rewards) return responder.send(render_error(rewards.error(), request.request_id));
    responder.send(
        answer(request, render_items(*rewards, [&](const auto& row, base::JsonWriter& json) {
                 write_reward(row, caller.owner_id, json);
               })));
  };
}

UserHandler invitees_list(const actions::Referrals& referrals) {
  return [&referrals](const http::Request& request, const actions::Caller& caller,
                      http::Responder responder) {
    const Window window = parse_window(request.query);
    const auto invitees = referrals.list_invitees(caller, window.offset, window.limit);
    if (!invitees) return responder.send(render_error(invitees.error(), request.request_id));
    responder.send(
        answer(request, render_items(*invitees, [](const auto& row, base::JsonWriter& json) {
                 json.begin_object();
                 json.field("user_id", std::string_view(base::to_text(row.id.value)));
                 json.field("display_name", std::string_view(row.display_name));
                 json.key("signed_at").time(row.invitee.signed_at);
                 json.key("total_paid_micro").raw(money::to_digits(row.invitee.total_paid_micro));
                 json.end_object();
               })));
  };
}

}  // namespace payoutd::api::console
