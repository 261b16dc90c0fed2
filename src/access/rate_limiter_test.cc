#include "access/rate_limiter.h"

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace payoutd::access {
namespace {

constexpr int64_t second = 1'000'000;
constexpr base::Timestamp start{1'705'314'600'123'456};

base::Timestamp after(int64_t micros) {
  return {start.micros + micros};
}

void expect_allowance(const Allowance& got, bool allowed, int64_t remaining, int64_t reset,
                      const char* when) {
  EXPECT_EQ(got.allowed, allowed) << when;
  EXPECT_EQ(got.remaining, remaining) << when;
  EXPECT_EQ(got.reset_seconds, reset) << when;
  EXPECT_EQ(got.retry_after_seconds, allowed ? 0 : reset) << when;
}

TEST(RateLimiter, a_bucket_empties_and_fills_evenly) {
  RateLimiter limiter({.requests = 3, .window_seconds = 60});  // one more in 20 seconds
  expect_allowance(limiter.take("k", start), true, 2, 20, "first");
  expect_allowance(limiter.take("k", start), true, 1, 40, "second");
  expect_allowance(limiter.take("k", start), true, 0, 20, "the last: until there is one more");
  expect_allowance(limiter.take("k", start), false, 0, 20, "over");
  expect_allowance(limiter.take("k", after(second)), false, 0, 19, "later");
  expect_allowance(limiter.take("k", after(20 * second - 1)), false, 0, 1, "nearly");
  expect_allowance(limiter.take("k", after(20 * second)), true, 0, 20, "one is back");
  expect_allowance(limiter.take("k", after(20 * second)), false, 0, 20, "and taken");
  expect_allowance(limiter.take("k", after(80 * second)), true, 2, 20, "all are back");
  expect_allowance(limiter.take("k", after(999'999 * second)), true, 2, 20, "and no more than all");
}

TEST(RateLimiter, keys_have_buckets_of_their_own) {
  RateLimiter limiter({.requests = 1, .window_seconds = 60});
  EXPECT_TRUE(limiter.take("a", start).allowed);
  EXPECT_FALSE(limiter.take("a", start).allowed);
  EXPECT_TRUE(limiter.take("b", start).allowed);
}

TEST(RateLimiter, a_clock_that_is_set_back_gives_nothing_and_locks_nobody_out) {
  RateLimiter limiter({.requests = 1, .window_seconds = 10});
  EXPECT_TRUE(limiter.take("k", start).allowed);
  const int64_t back = -3600 * second;
  EXPECT_FALSE(limiter.take("k", after(back)).allowed);
  EXPECT_FALSE(limiter.take("k", after(back + 10 * second - 1)).allowed);
  EXPECT_TRUE(limiter.take("k", after(back + 10 * second)).allowed);
}

TEST(RateLimiter, the_largest_limits_are_exact_too) {
  RateLimiter limiter(
      {.requests = RateLimit::requests_max, .window_seconds = RateLimit::window_seconds_max});
  for (int64_t i = 1; i <= RateLimit::requests_max; ++i) {
    ASSERT_EQ(limiter.take("k", start).remaining, RateLimit::requests_max - i);
  }
  EXPECT_FALSE(limiter.take("k", after(86'399)).allowed);  // a token comes each 86.4 ms
  EXPECT_TRUE(limiter.take("k", after(86'400)).allowed);
  EXPECT_FALSE(limiter.take("k", after(86'400)).allowed);
  const Allowance day_after = limiter.take("k", after(2 * 86'400 * second));
  EXPECT_EQ(day_after.remaining, RateLimit::requests_max - 1);
  EXPECT_EQ(day_after.reset_seconds, 1);
}

TEST(RateLimiter, forgets_full_buckets) {
  RateLimiter limiter({.requests = 2, .window_seconds = 10});
  for (int i = 0; i < 1000; ++i) limiter.take(std::to_string(i), start);
  EXPECT_EQ(limiter.known_keys(), 1000U);
  for (int i = 0; i < 1000; ++i) limiter.take("x" + std::to_string(i % 500), after(11 * second));
  EXPECT_EQ(limiter.known_keys(), 500U);
}

TEST(RateLimiter, forgetting_gives_nothing_away) {
  RateLimiter limiter({.requests = 2, .window_seconds = 10});
  // A sweep comes with the first take after each window; the bucket is not full at that time.
  limiter.take("k", after(0));
  limiter.take("k", after(9 * second));
  EXPECT_EQ(limiter.take("k", after(10 * second)).remaining, 0);
  EXPECT_FALSE(limiter.take("k", after(10 * second)).allowed);
}

int64_t allowed_from_many_threads(int64_t quota) {
  RateLimiter limiter({.requests = quota, .window_seconds = 60});
  std::atomic<int64_t> allowed = 0;
  std::barrier together(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      int64_t mine = 0;
      for (int64_t each = 0; each < quota / 2; ++each) {
        mine += limiter.take("k", start).allowed ? 1 : 0;
      }
      allowed += mine;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return allowed;
}

TEST(RateLimiter, lets_exactly_the_quota_through_from_many_threads) {
  constexpr int rounds = 6;  // on a busy machine threads may not meet in the first
  for (int round = 0; round < rounds; ++round)
    EXPECT_EQ(allowed_from_many_threads(200'000), 200'000);
}

// Whatever the times: no more than a quota at once and what came back since, and who waits as long
// as told is let in.
RC_GTEST_PROP(RateLimiterProperty, never_more_than_the_quota_and_what_came_back, ()) {
  const int64_t requests = *rc::gen::inRange(1, 20);
  const int64_t window = *rc::gen::inRange(1, 120);
  const auto steps = *rc::gen::container<std::vector<int64_t>>(
      rc::gen::weightedOneOf<int64_t>({{3, rc::gen::just(int64_t{0})},
                                       {2, rc::gen::inRange<int64_t>(0, 2 * second)},
                                       {1, rc::gen::inRange<int64_t>(0, 200 * second)}}));
  RateLimiter limiter({.requests = requests, .window_seconds = window});
  int64_t now = 0;
  int64_t granted = 0;
  for (const int64_t step : steps) {
    now += step;
    const Allowance allowance = limiter.take("k", after(now));
    granted += allowance.allowed ? 1 : 0;
    RC_ASSERT(granted <= requests + now * requests / (window * second));
    RC_ASSERT(allowance.remaining >= 0);
    RC_ASSERT(allowance.remaining < requests);
    if (allowance.allowed) continue;
    now += allowance.retry_after_seconds * second;
    RC_ASSERT(limiter.take("k", after(now)).allowed);
    ++granted;
  }
}

}  // namespace
}  // namespace payoutd::access
