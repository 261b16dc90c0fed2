#include "api/operators/errors.h"

#include <string>

#include "api/fault_text.h"
#include "base/json_writer.h"
#include "base/log.h"

namespace payoutd::api::operators {
namespace {

struct RefusalRow {
  std::string_view reason;
  int status;
};

// Whose tag is the action's reason.
constexpr RefusalRow refusals[] = {
    {"invalid_json", 400},
    {"invalid_args", 400},
    {"invalid_payout_id", 400},
    {"invalid_user_id", 400},
    {"tx_hash_required", 400},
    {"balance_insufficient", 400},
    {"invalid_tier", 400},
    {"invalid_email", 400},
    {"payout_not_found", 404},
    {"client_not_found", 404},
    {"user_not_found", 404},
    {"key_not_found", 404},
    {"operator_not_found", 404},
    {"reward_not_found", 404},
    {"payout_not_actionable", 409},
    {"approval_required", 409},
    {"approval_mismatch", 409},
    {"email_taken", 409},
    {"operator_exists", 409},
    {"payment_differs", 409},
    {"reward_not_actionable", 409},
    {"reward_in_use", 409},
    {"invoice_already_covered", 409},
    {"unsupported_media_type", 415},
    {"idempotency_key_reused", 422},
};

// Actions' own words for what the document calls otherwise.
constexpr std::pair<std::string_view, std::string_view> renamed[] = {
    {"email_invalid", "invalid_email"},
    {"code_unknown", "invalid_args"},
};

}  // namespace

http::Response refusal(int status, std::string_view tag, std::string_view message,
                       std::string_view request_id, std::string_view field) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object().field("error", tag).field("message", message);
  json.field_unless_empty("field", field);
  json.field("request_id", request_id).end_object();
  return response;
}

http::Response render_fault(http::Fault fault, std::string_view request_id) {
  const FaultText text = fault_text(fault);
  http::Response response = refusal(http::status_of(fault), text.tag, text.message, request_id);
  if (fault == http::Fault::overloaded) response.set("Retry-After", "1");
  return response;
}

http::Response render_error(const base::Error& error, std::string_view request_id) {
  if (error.reason == "invalid_fields" || error.reason == "invalid_parameters") {
    const base::FieldError& first = error.fields.front();
    return refusal(400, "invalid_args", first.message, request_id, first.field);
  }
  std::string_view tag = error.reason;
  for (const auto& [ours, told] : renamed) {
    if (tag == ours) tag = told;
  }
  for (const RefusalRow& row : refusals) {
    if (row.reason != tag) continue;
    const std::string_view field =
        error.fields.empty() ? std::string_view() : std::string_view(error.fields.front().field);
    return refusal(row.status, tag, error.message, request_id, field);
  }
  base::LogLine(base::LogLevel::error, "request_failed")
      .text("request_id", request_id)
      .text("reason", error.reason)
      .text("message", error.message);
  // Damage does not go away by asking again.
  const bool again = base::may_retry(error) && error.reason != "store_damaged";
  return render_fault(again ? http::Fault::overloaded : http::Fault::internal, request_id);
}

}  // namespace payoutd::api::operators
