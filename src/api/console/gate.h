// api/console/gate.h: what every request to the console API passes before its route: the session,
// for what changes something the CSRF token, then the rate limit. Keys, secrets and bearer tokens
// mean nothing here.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actions/authenticate.h"
#include "api/quota.h"
#include "http/router.h"

namespace payoutd::api::console {

// A route for a user who is signed in. As http::Handler: `request` lives until the responder was
// used or destroyed.
using UserHandler = std::function<void(const http::Request& request, const actions::Caller& caller,
                                       http::Responder responder)>;
// The same for whoever comes: no caller without a valid session.
using VisitorHandler =
    std::function<void(const http::Request& request, const std::optional<actions::Caller>& caller,
                       http::Responder responder)>;

struct CookieNames {
  std::string session;
  std::string csrf;
};

// Safe from any thread. What it is made of must outlive it, and it the handlers.
class Gate {
 public:
  // The limit is that of each session, and of each source address for what comes without one.
  Gate(const actions::Authenticate& authenticate, const base::Clock& clock, access::RateLimit limit,
       CookieNames cookies);

  // The handler of a route: calls `route` for whom the gate lets in, and answers everybody else. In
  // this order: 401 unless the session cookie is there once and valid; 403 to other methods than
  // GET and HEAD unless the CSRF cookie and X-CSRF-Token are there once, equal, and the session's;
  // 429 over the limit, which 401 and everything after 403 count for. 500 if the store cannot tell
  // who is calling. With a limit the answers have RateLimit-Policy and RateLimit, also those of
  // `route`.
  http::Handler guard(UserHandler route);

  // The same for a route that can be asked without a session too: no 401, and no CSRF token is
  // asked for then.
  http::Handler guard_visitors(VisitorHandler route);

  // For a route that asks for no session: the source's limit alone.
  http::Handler guard_source(http::Handler route);

 private:
  // Gives who is calling to `route`, or answers 500.
  http::Handler identified(VisitorHandler route) const;
  // False if the request was answered instead.
  bool let_in(const http::Request& request, const std::optional<actions::Caller>& caller,
              http::Responder& responder);
  // The tag of what is wrong with the CSRF token; empty if nothing is.
  std::string_view csrf_fault(const http::Request& request) const;

  const actions::Authenticate& authenticate_;
  const CookieNames cookies_;
  Quota session_quota_;
  Quota source_quota_;
};

}  // namespace payoutd::api::console
