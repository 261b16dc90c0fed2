#include "api/reward_json.h"

namespace payoutd::api {
namespace {

using base::JsonWriter;

void write_number(JsonWriter& json, std::string_view name, const std::optional<int64_t>& value) {
  json.key(name);
  if (value) {
    json.integer(*value);
  } else {
    json.null();
  }
}

void write_time(JsonWriter& json, std::string_view name,
                const std::optional<base::Timestamp>& value) {
  json.key(name);
  if (value) {
    json.time(*value);
  } else {
    json.null();
  }
}

void write_text(JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

}  // namespace

void write_reward(const store::StoredReward& stored, const payouts::OwnerId& user,
                  JsonWriter& json) {
  const referrals::Reward& reward = stored.reward;
  json.begin_object().field("id", std::string_view(base::to_text(reward.id.value)));
  json.field("user_id", std::string_view(base::to_text(user.value)));
  write_text(json, "invitee_id", stored.invitee ? base::to_text(stored.invitee->value) : "");
  write_text(json, "payment_id", reward.payment_id);
  write_number(json, "payment_micro", reward.payment_micro);
  write_number(json, "rate_bps", reward.rate_bps);
  write_number(json, "tier", reward.tier);
  json.field("amount_micro", reward.amount.micro);
  json.field("status", to_text(reward.status));
  write_text(json, "note", reward.note);
  json.key("created_at").time(reward.created_at);
  json.key("unlocks_at").time(reward.unlocks_at);
  write_time(json, "available_at", reward.available_at);
  write_time(json, "reversed_at", reward.reversed_at);
  json.end_object();
}

void write_balance(const actions::ReferralBalance& balance, JsonWriter& json) {
  json.key("balance").begin_object();
  json.key("pending_micro").raw(money::to_digits(balance.pending_micro));
  json.key("available_micro").raw(money::to_digits(balance.available_micro));
  json.key("lifetime_micro").raw(money::to_digits(balance.lifetime_micro));
  json.end_object();
}

}  // namespace payoutd::api
