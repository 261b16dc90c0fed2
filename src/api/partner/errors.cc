#include "api/partner/errors.h"

#include <string>

#include "base/json_writer.h"

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

http::Response render(int status, const ErrorText& text, std::string_view request_id,
                      const std::vector<base::FieldError>& details = {}) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object();
  json.field("error", text.name).field("code", text.code).field("message", text.message);
  json.field("request_id", request_id);
  if (!details.empty()) {
    json.key("details").begin_array();
    for (const base::FieldError& detail : details) {
      json.begin_object().field("field", std::string_view(detail.field));
      json.field("rule", std::string_view(detail.rule));
      json.field("message", std::string_view(detail.message)).end_object();
    }
    json.end_array();
  }
  json.end_object();
  return response;
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

}  // namespace payoutd::api::partner
