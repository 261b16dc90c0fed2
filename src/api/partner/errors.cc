#include "api/partner/errors.h"

#include <string>

#include "base/json_writer.h"
#include "base/log.h"

namespace payoutd::api::partner {
namespace {

struct ErrorText {
  std::string_view name;
  std::string_view code;
  std::string_view message;
};

ErrorText text_of(http::Fault fault) {
  switch (fault) {
    case http::Fault::bad_request:
      return {"BadRequest", "BAD_REQUEST", "The request is not valid HTTP"};
    case http::Fault::not_found:
      return {"NotFound", "NOT_FOUND", "There is no such route"};
    case http::Fault::method_not_allowed:
      return {"MethodNotAllowed", "METHOD_NOT_ALLOWED",
              "The route does not have this method; see the Allow header"};
    case http::Fault::request_timeout:
      return {"RequestTimeout", "REQUEST_TIMEOUT", "The request did not arrive in time"};
    case http::Fault::body_too_large:
      return {"PayloadTooLarge", "PAYLOAD_TOO_LARGE", "The body is too large"};
    case http::Fault::uri_too_long:
      return {"UriTooLong", "URI_TOO_LONG", "The URL is too long"};
    case http::Fault::headers_too_large:
      return {"RequestHeaderFieldsTooLarge", "HEADERS_TOO_LARGE", "The headers are too large"};
    case http::Fault::internal:
      return {"InternalServerError", "INTERNAL_SERVER_ERROR", "Something went wrong on our side"};
    case http::Fault::overloaded:
      return {"ServiceUnavailable", "SERVICE_UNAVAILABLE", "The server is busy; try again"};
  }
  return {};
}

// The members of an error; request_id is left out where there is none.
void append_members(const ErrorText& text, std::string_view request_id,
                    const std::vector<base::FieldError>& details, base::JsonWriter& json) {
  json.field("error", text.name).field("code", text.code).field("message", text.message);
  json.field_unless_empty("request_id", request_id);
  if (details.empty()) return;
  json.key("details").begin_array();
  for (const base::FieldError& detail : details) {
    json.begin_object().field("field", std::string_view(detail.field));
    json.field("rule", std::string_view(detail.rule));
    json.field("message", std::string_view(detail.message)).end_object();
  }
  json.end_array();
}

http::Response render(int status, const ErrorText& text, std::string_view request_id,
                      const std::vector<base::FieldError>& details = {}) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object();
  append_members(text, request_id, details, json);
  json.end_object();
  return response;
}

// How an action's refusal is told.
struct RefusalRow {
  std::string_view reason;
  int status;
  std::string_view name;
  std::string_view code;
};

constexpr RefusalRow refusals[] = {
    {"not_json", 400, "SyntaxError", "SYNTAX_ERROR"},
    {"insufficient_funds", 400, "InsufficientFunds", "INSUFFICIENT_FUNDS"},
    {"not_cancellable", 400, "BadRequest", "BAD_REQUEST"},
    {"no_action_required", 400, "BadRequest", "BAD_REQUEST"},
    {"amount_out_of_range", 400, "BadRequest", "BAD_REQUEST"},
    {"too_many_payouts", 400, "BadRequest", "BAD_REQUEST"},
    {"payout_not_found", 404, "NotFound", "NOT_FOUND"},
    {"beneficiary_not_found", 404, "NotFound", "NOT_FOUND"},
    {"export_expired", 410, "Gone", "EXPORT_EXPIRED"},
    {"too_many_exports", 429, "TooManyRequests", "TOO_MANY_EXPORTS"},
    {"duplicate_reference", 409, "Conflict", "DUPLICATE_REFERENCE"},
    {"idempotency_key_in_use", 409, "IdempotencyException", "IDEMPOTENCY_KEY_IN_USE"},
    {"idempotency_key_reused", 422, "IdempotencyException", "IDEMPOTENCY_KEY_REUSED"},
};

struct Told {
  int status;
  ErrorText text;
  bool with_details = false;
  bool retry = false;
  std::string_view payout_id{};  // that is in the way
};

std::string_view unavailable_message(std::string_view reason) {
  if (reason == "too_many_writes") return "Too many requests wait to be written; try again";
  if (reason == "store_full") return "The database's disk is full: nothing was done; try again";
  if (reason == "store_read_only") {
    return "The database cannot be written: nothing was done; try again";
  }
  if (reason == "rail_unavailable") {
    return "The rail has not said whether the payout was sent; try again";
  }
  return "The database does not answer: nothing was done; try again";
}

Told tell(const base::Error& error, std::string_view failure) {
  if (error.reason == "invalid_fields") {
    const std::string_view message = error.fields.size() == 1
                                         ? std::string_view(error.fields.front().message)
                                         : "Several fields are not valid; see details";
    return {400, {"ValidationException", "E_VALIDATION_FAILURE", message}, true};
  }
  for (const RefusalRow& row : refusals) {
    if (row.reason != error.reason) continue;
    Told told{row.status, {row.name, row.code, error.message}};
    told.retry = row.reason == "idempotency_key_in_use" || row.reason == "too_many_exports";
    if (row.reason == "duplicate_reference") told.payout_id = error.fields.front().message;
    return told;
  }
  // Damage does not go away by asking again.
  if (base::may_retry(error) && error.reason != "store_damaged") {
    Told told{503,
              {"ServiceUnavailable", "SERVICE_UNAVAILABLE", unavailable_message(error.reason)}};
    told.retry = true;
    return told;
  }
  return {500, {"InternalServerError", "INTERNAL_SERVER_ERROR", failure}};
}

void append(const Told& told, const base::Error& error, std::string_view request_id,
            std::string& out) {
  base::JsonWriter json(out);
  json.begin_object();
  append_members(told.text, request_id,
                 told.with_details ? error.fields : std::vector<base::FieldError>(), json);
  json.field_unless_empty("payout_id", told.payout_id);
  json.end_object();
}

}  // namespace

http::Response render_fault(http::Fault fault, std::string_view request_id) {
  return render(http::status_of(fault), text_of(fault), request_id);
}

http::Response unauthorized(std::string_view request_id) {
  return render(401, {"UnauthorizedAccess", "E_UNAUTHORIZED_ACCESS", "Authentication required"},
                request_id);
}

http::Response too_many_requests(std::string_view request_id) {
  return render(429,
                {"TooManyRequests", "TOO_MANY_REQUESTS",
                 "The key has made too many requests; see the Retry-After header"},
                request_id);
}

http::Response validation_failure(const std::vector<base::FieldError>& faults,
                                  std::string_view request_id) {
  const std::string message =
      faults.size() == 1 ? faults.front().message : "Several parameters are not valid; see details";
  return render(400, {"ValidationException", "E_VALIDATION_FAILURE", message}, request_id, faults);
}

http::Response internal_error(std::string_view message, std::string_view request_id) {
  return render(500, {"InternalServerError", "INTERNAL_SERVER_ERROR", message}, request_id);
}

http::Response not_found(std::string_view request_id) {
  return render(404, {"NotFound", "NOT_FOUND", "There is no such thing"}, request_id);
}

http::Response unsupported_media_type(std::string_view request_id) {
  return render(415,
                {"UnsupportedMediaType", "UNSUPPORTED_MEDIA_TYPE",
                 "The body must be JSON: Content-Type: application/json"},
                request_id);
}

http::Response refusal(int status, std::string_view name, std::string_view code,
                       std::string_view message, std::string_view request_id) {
  return render(status, {name, code, message}, request_id);
}

http::Response render_error(const base::Error& error, std::string_view failure,
                            std::string_view request_id) {
  const Told told = tell(error, failure);
  if (told.status >= 500) {
    base::LogLine(base::LogLevel::error, "request_failed")
        .text("request_id", request_id)
        .text("reason", error.reason)
        .text("message", error.message);
  }
  http::Response response;
  response.status = told.status;
  response.set("Content-Type", "application/json");
  if (told.retry) response.set("Retry-After", "1");
  append(told, error, request_id, response.body);
  return response;
}

int append_error(const base::Error& error, std::string& out) {
  const Told told = tell(error, "Failed to create the payout");
  append(told, error, {}, out);
  return told.status;
}

}  // namespace payoutd::api::partner
