#include "api/quota.h"

namespace payoutd::api {

Quota::Quota(std::string_view name, access::RateLimit limit, const base::Clock& clock)
    : item_("\"" + std::string(name) + "\""),
      policy_(item_ + ";q=" + std::to_string(limit.requests) +
              ";w=" + std::to_string(limit.window_seconds)),
      clock_(clock) {
  if (limit.requests > 0) limiter_.emplace(limit);
}

bool Quota::take(std::string_view who, http::Responder& responder) {
  if (!limiter_) return true;
  const access::Allowance allowance = limiter_->take(who, clock_.now());
  responder.set("RateLimit-Policy", policy_);
  responder.set("RateLimit", item_ + ";r=" + std::to_string(allowance.remaining) +
                                 ";t=" + std::to_string(allowance.reset_seconds));
  if (allowance.allowed) return true;
  responder.set("Retry-After", std::to_string(allowance.retry_after_seconds));
  return false;
}

}  // namespace payoutd::api
