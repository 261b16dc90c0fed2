#include "access/rate_limiter.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::access {

RateLimiter::RateLimiter(RateLimit limit)
    : limit_(limit), token_size_(limit.window_seconds * base::micros_per_second) {
  base::check(limit.requests >= 1 && limit.requests <= RateLimit::requests_max &&
                  limit.window_seconds >= 1 &&
                  limit.window_seconds <= RateLimit::window_seconds_max,
              "a rate limit is within its bounds");
}

Allowance RateLimiter::take(std::string_view key, base::Timestamp now) {
  Shard& shard = shards_[HashText()(key) % shard_count];
  const std::lock_guard lock(shard.mutex);
  if (now.micros >= shard.forget_at) forget_full(shard, now);
  auto found = shard.buckets.find(key);
  if (found == shard.buckets.end()) {
    found = shard.buckets.emplace(std::string(key), Bucket{0, now.micros}).first;
  }
  Bucket& bucket = found->second;
  bucket = {taken_now(bucket, now), now.micros};
  const int64_t capacity = limit_.requests * token_size_;
  Allowance allowance;
  allowance.allowed = bucket.taken + token_size_ <= capacity;
  if (allowance.allowed) bucket.taken += token_size_;
  allowance.remaining = (capacity - bucket.taken) / token_size_;
  const bool some_left = allowance.remaining > 0;
  allowance.reset_seconds =
      seconds_for(some_left ? bucket.taken : bucket.taken + token_size_ - capacity);
  if (!allowance.allowed) allowance.retry_after_seconds = allowance.reset_seconds;
  return allowance;
}

int64_t RateLimiter::taken_now(const Bucket& bucket, base::Timestamp now) const {
  // A window brings all tokens back; bounded, the product stays far below 2^63.
  const int64_t elapsed = std::clamp<int64_t>(now.micros - bucket.at, 0, token_size_);
  return std::max<int64_t>(bucket.taken - elapsed * limit_.requests, 0);
}

int64_t RateLimiter::seconds_for(int64_t part_tokens) const {
  const int64_t in_a_second = limit_.requests * base::micros_per_second;
  return (part_tokens + in_a_second - 1) / in_a_second;
}

// A full bucket is what an unknown key has.
void RateLimiter::forget_full(Shard& shard, base::Timestamp now) const {
  std::erase_if(shard.buckets, [&](const auto& each) { return taken_now(each.second, now) == 0; });
  shard.forget_at = now.micros + token_size_;
}

size_t RateLimiter::known_keys() {
  size_t count = 0;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += shard.buckets.size();
  }
  return count;
}

}  // namespace payoutd::access
