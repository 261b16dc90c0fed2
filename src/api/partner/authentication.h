// api/partner/authentication.h: what every request to the partner API passes before its route:
// credentials, then the key's rate limit. Cookies mean nothing here.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actions/authenticate.h"
#include "api/quota.h"
#include "http/router.h"

namespace payoutd::api::partner {

// A route for a client that is known. As http::Handler: `request` lives until the responder was
// used or destroyed.
using ClientHandler = std::function<void(const http::Request& request,
                                         const actions::Caller& caller, http::Responder responder)>;

// Safe from any thread. What it is made of must outlive it.
class Gate {
 public:
  Gate(const actions::Authenticate& authenticate, const base::Clock& clock,
       access::RateLimit limit);

  // The handler of a route: calls `route` for whom the gate lets in, and answers everybody else.
  // 401: each of X-API-Key and X-API-Secret (and X-Signature, if the key asks for it) must be there
  // once and be right. 500 with the message `failure` if the store cannot tell, 503 if it cannot be
  // told for the moment whether a signature was used before. 429 over the limit. With a limit every
  // answer to a known client has RateLimit-Policy and RateLimit, also those of `route`
  // (draft-ietf-httpapi-ratelimit-headers). The gate must outlive the handler.
  http::Handler guard(std::string failure, ClientHandler route);

 private:
  // False if the client was answered instead.
  bool let_in(const base::Result<std::optional<actions::Caller>>& caller,
              const http::Request& request, const std::string& failure, http::Responder& responder);

  const actions::Authenticate& authenticate_;
  Quota quota_;
};

}  // namespace payoutd::api::partner
