// access/rate_limiter.h: how many requests each key may make. A token bucket for each: it holds
// `requests` tokens, a request takes one, and they come back evenly, all of them within one window.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/timestamp.h"

namespace payoutd::access {

struct RateLimit {
  static constexpr int64_t requests_max = 1'000'000;
  static constexpr int64_t window_seconds_max = 86'400;

  int64_t requests = 0;  // in one window, and at once; 0: no limit
  int64_t window_seconds = 60;
};

struct Allowance {
  bool allowed = false;
  int64_t remaining = 0;  // whole requests that are left
  int64_t reset_seconds =
      0;  // rounded up: until all are there again; if none is left, until one is
  int64_t retry_after_seconds = 0;  // 0 if allowed; else reset_seconds, at least 1
};

// Safe from any thread. Counts in whole micro-windows, so that nothing is lost by rounding.
class RateLimiter {
 public:
  // 1 <= requests <= requests_max, 1 <= window_seconds <= window_seconds_max (checked).
  explicit RateLimiter(RateLimit limit);

  // Takes a token of the key if there is one. A clock that is set back gives no tokens.
  Allowance take(std::string_view key, base::Timestamp now);

  // Keys with a bucket in memory. Full ones are forgotten in passing, once in a window.
  size_t known_keys();

 private:
  struct Bucket {
    int64_t taken = 0;  // in token_size; tokens_taken × token_size, less what came back since
    int64_t at = 0;     // microseconds: when `taken` was true
  };
  struct HashText {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Shard {
    std::mutex mutex;
    // Below: protected by mutex.
    std::unordered_map<std::string, Bucket, HashText, std::equal_to<>> buckets;
    int64_t forget_at = 0;
  };
  static constexpr size_t shard_count = 16;

  int64_t taken_now(const Bucket& bucket, base::Timestamp now) const;
  void forget_full(Shard& shard, base::Timestamp now) const;
  // Rounded up.
  int64_t seconds_for(int64_t part_tokens) const;

  const RateLimit limit_;
  // A token in parts, of which limit_.requests come back in each microsecond.
  const int64_t token_size_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace payoutd::access
