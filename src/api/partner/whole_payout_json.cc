#include "api/partner/whole_payout_json.h"

#include <optional>
#include <string_view>

#include "base/json_writer.h"

namespace payoutd::api::partner {
namespace {

void text_or_null(base::JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  if (value.empty()) {
    json.null();
  } else {
    json.string(value);
  }
}

void time_or_null(base::JsonWriter& json, std::string_view name,
                  std::optional<base::Timestamp> value) {
  json.key(name);
  if (value) {
    json.time(*value);
  } else {
    json.null();
  }
}

void write_money(base::JsonWriter& json, const payouts::Payout& payout) {
  const money::Currency currency = payout.amount.currency;
  const auto number = [&json](std::string_view name, const money::Amount& amount) {
    json.key(name).raw(money::to_text(amount));
  };
  number("amount", payout.amount);
  json.field("currency", currency.code());
  number("fees", {payout.fees_micro, currency});
  number("total_amount", {payout.amount.micro + payout.fees_micro, currency});
}

void write_beneficiary(base::JsonWriter& json, const payouts::Payout& payout) {
  text_or_null(json, "beneficiary_id",
               payout.beneficiary_id ? to_text(*payout.beneficiary_id) : std::string());
  json.key("beneficiary").begin_object();
  text_or_null(json, "email", payout.beneficiary_email);
  text_or_null(json, "first_name", payout.beneficiary_first_name);
  text_or_null(json, "last_name", payout.beneficiary_last_name);
  text_or_null(json, "country", payout.beneficiary_country);
  text_or_null(json, "phone", payout.beneficiary_phone);
  json.end_object();
}

void write_times(base::JsonWriter& json, const payouts::Payout& payout) {
  json.key("created_at").time(payout.created_at);
  json.key("updated_at").time(payout.updated_at);
  time_or_null(json, "queued_at", payout.queued_at);
  time_or_null(json, "submitted_at", payout.submitted_at);
  time_or_null(json, "completed_at", payout.completed_at);
  time_or_null(json, "failed_at", payout.failed_at);
  time_or_null(json, "cancelled_at", payout.cancelled_at);
  time_or_null(json, "expired_at", payout.expired_at);
}

void write_events(base::JsonWriter& json, const std::vector<payouts::HistoryRow>& history) {
  json.key("events").begin_array();
  for (const payouts::HistoryRow& row : history) {
    json.begin_object().field("event_type", "status_change");
    text_or_null(json, "from_status", row.from ? to_text(*row.from) : std::string_view());
    json.field("to_status", to_text(row.to)).field("actor_type", to_text(row.actor.type));
    json.field("message", std::string_view(row.message));
    json.key("created_at").time(row.at).end_object();
  }
  json.end_array();
}

}  // namespace

void append_whole_payout(const actions::WholePayout& whole, std::string& out) {
  const payouts::Payout& payout = whole.stored.payout;
  base::JsonWriter json(out);
  json.begin_object();
  json.field("id", std::string_view(payouts::to_partner_text(payout.id)));
  text_or_null(json, "reference_id", payout.reference_id);
  json.field("status", to_text(payout.status));
  write_money(json, payout);
  json.key("wallet_id");
  if (whole.wallet_id) {
    json.integer(*whole.wallet_id);
  } else {
    json.null();
  }
  write_beneficiary(json, payout);
  text_or_null(json, "failure_code", payout.failure_code);
  text_or_null(json, "failure_reason", payout.failure_reason);
  text_or_null(json, "description", payout.description);
  json.key("metadata").raw(whole.details.metadata.empty() ? "null" : whole.details.metadata);
  json.key("notify_beneficiary").boolean(whole.details.notify_beneficiary);
  write_times(json, payout);
  write_events(json, whole.history);
  json.end_object();
}

}  // namespace payoutd::api::partner
