#include "api/fault_text.h"

namespace payoutd::api {

FaultText fault_text(http::Fault fault) {
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

}  // namespace payoutd::api
