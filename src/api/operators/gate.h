// api/operators/gate.h: what every request to the operator API passes before its route: the token,
// its rate limit, its role; and the line in the audit log, before any answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "access/operator_token.h"
#include "access/rate_limiter.h"
#include "actions/authenticate_operator.h"
#include "base/clock.h"
#include "http/router.h"

namespace payoutd::api::operators {

// A route for an operator who may use it. As http::Handler: `request` lives until the responder was
// used or destroyed. What the route changes goes through `who.call`, which writes the audit line
// with it; for every other answer the responder itself writes it first. So no route can forget it.
using OperatorHandler = std::function<void(
    const http::Request& request, const actions::Operator& who, http::Responder responder)>;

// Makes the call that a known token makes.
using OpenCall = std::function<std::shared_ptr<actions::AuditedCall>(actions::AuditSubject)>;

// Safe from any thread. What it is made of must outlive it.
class Gate {
 public:
  // `limit`: of each token; 0 requests: none.
  Gate(const actions::AuthenticateOperator& authenticate, OpenCall open_call,
       const base::Clock& clock, access::RateLimit limit);

  // The handler of a route: calls `route` for whom the gate lets in, and answers everybody else.
  // 401 `admin_token_unset`, `admin_token_invalid`; 429 `rate_limited`; 403 `role_required`. 503
  // and nothing else if the audit log cannot be written. The gate must outlive the handler.
  http::Handler guard(access::Role needed, OperatorHandler route);

 private:
  void answer_stranger(actions::OperatorFault fault, const http::Request& request,
                       http::Responder& responder);
  // The answer to an operator who is not let in.
  std::optional<http::Response> refuse(const actions::Operator& who, access::Role needed,
                                       const http::Request& request);

  const actions::AuthenticateOperator& authenticate_;
  const OpenCall open_call_;
  const base::Clock& clock_;
  std::optional<access::RateLimiter> limiter_;  // by name; nothing: no limit
  access::RateLimiter strangers_;               // by address
};

}  // namespace payoutd::api::operators
