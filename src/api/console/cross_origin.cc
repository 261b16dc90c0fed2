#include "api/console/cross_origin.h"

#include <algorithm>

#include "api/console/errors.h"

namespace payoutd::api::console {

bool CrossOrigin::allows(const http::Request& request) const {
  const auto origin = request.header("origin");
  return origin && request.count_headers("origin") == 1 &&
         std::find(allowed_origins_.begin(), allowed_origins_.end(), *origin) !=
             allowed_origins_.end();
}

void CrossOrigin::decorate(const http::Request& request, http::Response& response) const {
  response.set("Vary", "Origin");
  if (!allows(request)) return;
  response.set("Access-Control-Allow-Origin", std::string(*request.header("origin")));
  response.set("Access-Control-Allow-Credentials", "true");
  response.set("Access-Control-Expose-Headers", "ETag, X-Request-Id");
}

http::Response CrossOrigin::answer_options(const http::Request& request,
                                           std::string_view allow) const {
  if (!allows(request) || !request.header("access-control-request-method")) {
    http::Response response = render_fault(http::Fault::method_not_allowed, request.request_id);
    response.set("Allow", std::string(allow));
    return response;
  }
  http::Response response;
  response.status = 204;
  response.set("Access-Control-Allow-Methods", std::string(allow));
  response.set("Access-Control-Allow-Headers",
               "content-type, idempotency-key, if-none-match, x-csrf-token, x-request-id");
  response.set("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace payoutd::api::console
