#include "api/console/errors.h"

#include "base/json_writer.h"

namespace payoutd::api::console {
namespace {

struct ErrorText {
  std::string_view tag;
  std::string_view message;
};

ErrorText text_of(http::Fault fault) {
  switch (fault) {
    case http::Fault::bad_request:
      return {"bad_request", "The request is not valid HTTP."};
    case http::Fault::not_found:
      return {"not_found", "There is no such route."};
    case http::Fault::method_not_allowed:
      return {"method_not_allowed", "The route does not have this method; see the Allow header."};
    case http::Fault::request_timeout:
      return {"request_timeout", "The request did not arrive in time."};
    case http::Fault::body_too_large:
      return {"body_too_large", "The body is too large."};
    case http::Fault::uri_too_long:
      return {"uri_too_long", "The URL is too long."};
    case http::Fault::headers_too_large:
      return {"headers_too_large", "The headers are too large."};
    case http::Fault::internal:
      return {"internal", "Something went wrong on our side."};
    case http::Fault::overloaded:
      return {"overloaded", "The server is busy; try again."};
  }
  return {};
}

http::Response render(int status, const ErrorText& text, std::string_view request_id) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  base::JsonWriter json(response.body);
  json.begin_object().field("error", text.tag).field("message", text.message);
  json.field("request_id", request_id).end_object();
  return response;
}

}  // namespace

http::Response render_fault(http::Fault fault, std::string_view request_id) {
  return render(http::status_of(fault), text_of(fault), request_id);
}

http::Response unauthenticated(std::string_view request_id) {
  return render(401, {"unauthenticated", "Sign in first: there is no valid session."}, request_id);
}

}  // namespace payoutd::api::console
