#include "api/console/errors.h"

#include "api/fault_text.h"
#include "base/json_writer.h"
#include "base/log.h"

namespace payoutd::api::console {
namespace {

http::Response render(int status, const FaultText& text, std::string_view request_id) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object().field("error", text.tag).field("message", text.message);
  json.field("request_id", request_id).end_object();
  return response;
}

// How an action's refusal is told.
struct RefusalRow {
  std::string_view reason;
  int status;
  std::string_view tag;
};

constexpr RefusalRow refusals[] = {
    {"not_json", 400, "invalid_json"},
    {"invalid_json", 400, "invalid_json"},
    {"invalid_args", 400, "invalid_args"},
    {"invalid_fields", 400, "invalid_args"},
    {"amount_out_of_range", 400, "invalid_args"},
    {"invalid_network", 400, "invalid_network"},
    {"invalid_address", 400, "invalid_address"},
    {"payout_below_min", 400, "payout_below_min"},
    {"balance_insufficient", 400, "balance_insufficient"},
    {"insufficient_funds", 400, "balance_insufficient"},
    {"invalid_email", 400, "invalid_email"},
    {"email_invalid", 400, "invalid_email"},
    {"invalid_request", 400, "invalid_request"},
    {"invalid_code", 400, "invalid_code"},
    {"slug_invalid", 400, "slug_invalid"},
    {"payout_not_found", 404, "payout_not_found"},
    {"session_not_found", 404, "session_not_found"},
    {"not_found", 404, "not_found"},
    {"payout_not_actionable", 409, "payout_not_actionable"},
    {"not_cancellable", 409, "payout_not_actionable"},
    {"slug_reserved", 409, "slug_reserved"},
    {"slug_taken", 409, "slug_taken"},
    {"idempotency_key_in_use", 409, "idempotency_key_in_use"},
    {"idempotency_key_reused", 422, "idempotency_key_reused"},
    {"rate_limited", 429, "rate_limited"},
};

http::Response render_trouble(const base::Error& error, std::string_view request_id) {
  base::LogLine(base::LogLevel::error, "request_failed")
      .text("request_id", request_id)
      .text("reason", error.reason)
      .text("message", error.message);
  // Damage does not go away by asking again.
  if (!base::may_retry(error) || error.reason == "store_damaged") {
    return render_fault(http::Fault::internal, request_id);
  }
  http::Response response = render(
      503, {"overloaded", "Nothing was done: the server or its database is busy; try again."},
      request_id);
  response.set("Retry-After", "1");
  return response;
}

}  // namespace

http::Response render_fault(http::Fault fault, std::string_view request_id) {
  return render(http::status_of(fault), fault_text(fault), request_id);
}

http::Response unauthenticated(std::string_view request_id) {
  return render(401, {"unauthenticated", "Sign in first: there is no valid session."}, request_id);
}

http::Response too_many_requests(std::string_view request_id) {
  return render(429, {"rate_limited", "Too many requests; see the Retry-After header."},
                request_id);
}

http::Response refusal(int status, std::string_view tag, std::string_view message,
                       std::string_view request_id) {
  return render(status, {tag, message}, request_id);
}

http::Response render_error(const base::Error& error, std::string_view request_id) {
  for (const RefusalRow& row : refusals) {
    if (row.reason != error.reason) continue;
    http::Response response = render(row.status, {row.tag, error.message}, request_id);
    if (row.reason == "idempotency_key_in_use") response.set("Retry-After", "1");
    return response;
  }
  return render_trouble(error, request_id);
}

}  // namespace payoutd::api::console
