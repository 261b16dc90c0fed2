#include "api/partner/authentication.h"

#include <memory>

#include "api/partner/errors.h"
#include "base/log.h"

namespace payoutd::api::partner {
namespace {

std::optional<std::string_view> only(const http::Request& request, std::string_view name) {
  if (request.count_headers(name) != 1) return std::nullopt;
  return request.header(name);
}

http::Response cannot_tell(const base::Error& error, const std::string& failure,
                           const http::Request& request) {
  base::LogLine(base::LogLevel::error, "authentication_failed")
      .text("request_id", request.request_id)
      .text("reason", error.reason)
      .text("message", error.message);
  if (error.reason != "signatures_full") return internal_error(failure, request.request_id);
  http::Response busy = render_fault(http::Fault::overloaded, request.request_id);
  busy.set("Retry-After", "60");
  return busy;
}

}  // namespace

Gate::Gate(const actions::Authenticate& authenticate, const base::Clock& clock,
           access::RateLimit limit)
    : authenticate_(authenticate), quota_("key", limit, clock) {}

http::Handler Gate::guard(std::string failure, ClientHandler route) {
  return [this, failure = std::move(failure), route = std::move(route)](
             const http::Request& request, http::Responder responder) {
    const auto key = only(request, "x-api-key");
    const auto secret = only(request, "x-api-secret");
    if (!key || !secret) return responder.send(unauthorized(request.request_id));
    const actions::ClientCredentials credentials{
        *key,
        *secret,
        request.remote_address,
        only(request, "x-signature"),
        {http::to_text(request.method), request.path, request.query, request.body}};
    const auto waiting = std::make_shared<http::Responder>(std::move(responder));
    authenticate_.client(credentials, [this, &request, &failure, &route, waiting](auto caller) {
      if (!let_in(caller, request, failure, *waiting)) return;
      route(request, **caller, std::move(*waiting));
    });
  };
}

bool Gate::let_in(const base::Result<std::optional<actions::Caller>>& caller,
                  const http::Request& request, const std::string& failure,
                  http::Responder& responder) {
  if (!caller) {
    responder.send(cannot_tell(caller.error(), failure, request));
    return false;
  }
  if (!*caller) {
    responder.send(unauthorized(request.request_id));
    return false;
  }
  responder.set_subject((*caller)->owner_id.value);
  if (quota_.take((*caller)->api_key, responder)) return true;
  responder.send(too_many_requests(request.request_id));
  return false;
}

}  // namespace payoutd::api::partner
