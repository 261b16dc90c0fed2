#include "api/console/gate.h"

#include <memory>

#include "access/credentials.h"
#include "access/networks.h"
#include "api/console/errors.h"
#include "base/log.h"

namespace payoutd::api::console {
namespace {

// A cookie that is there once: of several it cannot be told which is the user's own, and which was
// planted from a neighbouring domain.
std::optional<std::string_view> only_cookie(const http::Request& request, std::string_view name) {
  if (request.count_cookies(name) != 1) return std::nullopt;
  return request.cookie(name);
}

bool changes_something(const http::Request& request) {
  return request.method != http::Method::get && request.method != http::Method::head;
}

http::Response cannot_tell(const base::Error& error, const http::Request& request) {
  base::LogLine(base::LogLevel::error, "authentication_failed")
      .text("request_id", request.request_id)
      .text("reason", error.reason)
      .text("message", error.message);
  return render_fault(http::Fault::internal, request.request_id);
}

}  // namespace

Gate::Gate(const actions::Authenticate& authenticate, const base::Clock& clock,
           access::RateLimit limit, CookieNames cookies)
    : authenticate_(authenticate),
      cookies_(std::move(cookies)),
      session_quota_("session", limit, clock),
      source_quota_("source", limit, clock) {}

http::Handler Gate::guard(UserHandler route) {
  return identified([this, route = std::move(route)](const http::Request& request,
                                                     const std::optional<actions::Caller>& caller,
                                                     http::Responder responder) {
    if (!let_in(request, caller, responder)) return;
    if (!caller) return responder.send(unauthenticated(request.request_id));
    route(request, *caller, std::move(responder));
  });
}

http::Handler Gate::guard_visitors(VisitorHandler route) {
  return identified([this, route = std::move(route)](const http::Request& request,
                                                     const std::optional<actions::Caller>& caller,
                                                     http::Responder responder) {
    if (let_in(request, caller, responder)) route(request, caller, std::move(responder));
  });
}

http::Handler Gate::guard_source(http::Handler route) {
  return [this, route = std::move(route)](const http::Request& request, http::Responder responder) {
    if (let_in(request, std::nullopt, responder)) route(request, std::move(responder));
  };
}

http::Handler Gate::identified(VisitorHandler route) const {
  return [this, route = std::move(route)](const http::Request& request, http::Responder responder) {
    const auto token = only_cookie(request, cookies_.session);
    if (!token) return route(request, std::nullopt, std::move(responder));
    const auto waiting = std::make_shared<http::Responder>(std::move(responder));
    authenticate_.user(*token, [&request, &route, waiting](const auto& caller) {
      if (!caller) return waiting->send(cannot_tell(caller.error(), request));
      route(request, *caller, std::move(*waiting));
    });
  };
}

bool Gate::let_in(const http::Request& request, const std::optional<actions::Caller>& caller,
                  http::Responder& responder) {
  if (caller) responder.set_subject(caller->owner_id.value);
  if (caller && changes_something(request)) {
    if (const auto fault = csrf_fault(request); !fault.empty()) {
      responder.send(refusal(403, fault,
                             "The CSRF cookie and the header X-CSRF-Token must be there and be "
                             "those of the session.",
                             request.request_id));
      return false;
    }
  }
  const bool within =
      caller ? session_quota_.take(base::to_text(caller->session), responder)
             : source_quota_.take(access::source_of(request.remote_address), responder);
  if (!within) responder.send(too_many_requests(request.request_id));
  return within;
}

std::string_view Gate::csrf_fault(const http::Request& request) const {
  if (request.count_cookies(cookies_.csrf) == 0) return "csrf_missing";
  const auto session = only_cookie(request, cookies_.session);
  const auto cookie = only_cookie(request, cookies_.csrf);
  if (!session || !cookie || request.count_headers("x-csrf-token") != 1) return "csrf_invalid";
  const bool cookie_matches = access::csrf_matches(*session, *cookie);
  const bool header_matches = access::csrf_matches(*session, *request.header("x-csrf-token"));
  return cookie_matches && header_matches ? "" : "csrf_invalid";
}

}  // namespace payoutd::api::console
