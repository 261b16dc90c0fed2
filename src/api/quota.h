// api/quota.h: a rate limit as HTTP tells it (draft-ietf-httpapi-ratelimit-headers).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/rate_limiter.h"
#include "base/clock.h"
#include "http/response.h"

namespace payoutd::api {

// Safe from any thread. The clock must outlive it.
class Quota {
 public:
  // `name` is what the headers call it: a plain word. No requests: no limit.
  Quota(std::string_view name, access::RateLimit limit, const base::Clock& clock);

  // Takes one request of `who`. With a limit the answer will have RateLimit-Policy and RateLimit;
  // false if there is no request left: then it will have Retry-After too, and is still to be given.
  bool take(std::string_view who, http::Responder& responder);

 private:
  const std::string item_;    // `"name"`
  const std::string policy_;  // the value of RateLimit-Policy
  const base::Clock& clock_;
  std::optional<access::RateLimiter> limiter_;  // nothing: no limit
};

}  // namespace payoutd::api
