#include "access/used_signatures.h"

#include <atomic>
#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace payoutd::access {
namespace {

using Use = UsedSignatures::Use;

constexpr int64_t start_seconds = 1'705'314'600;

base::Timestamp at_seconds(int64_t seconds) {
  return {seconds * 1'000'000};
}

Signature signature(int64_t seconds, const std::string& what) {
  return {"", seconds, base::sha256(what)};
}

TEST(UsedSignatures, each_is_good_once) {
  UsedSignatures used(at_seconds(start_seconds));
  EXPECT_EQ(used.use(signature(start_seconds + 5, "a"), at_seconds(start_seconds + 5)), Use::first);
  EXPECT_EQ(used.use(signature(start_seconds + 5, "a"), at_seconds(start_seconds + 5)),
            Use::not_once);
  EXPECT_EQ(used.use(signature(start_seconds + 5, "b"), at_seconds(start_seconds + 5)), Use::first);
}

// Whenever it is used, and as long as it is of this time.
TEST(UsedSignatures, each_is_remembered_as_long_as_it_could_be_sent_again) {
  for (int64_t since = 400; since < 2500; since += 7) {
    for (const int64_t ahead : {-300, -299, -1, 0, 1, 299, 300}) {
      UsedSignatures used(at_seconds(start_seconds));
      const int64_t when = start_seconds + since;
      const Signature sent = signature(when + ahead, "a");
      ASSERT_EQ(used.use(sent, at_seconds(when)), Use::first);
      for (int64_t later = when; later <= sent.time_seconds + 300; later += 13) {
        used.use(signature(later, "other" + std::to_string(later)), at_seconds(later));
        ASSERT_EQ(used.use(sent, at_seconds(later)), Use::not_once) << since << " " << ahead;
      }
      ASSERT_EQ(used.use(sent, at_seconds(sent.time_seconds + 300)), Use::not_once);
    }
  }
}

TEST(UsedSignatures, none_from_before_the_start) {
  UsedSignatures used({start_seconds * 1'000'000 + 700'000});
  EXPECT_EQ(used.use(signature(start_seconds - 300, "a"), at_seconds(start_seconds)),
            Use::not_once);
  EXPECT_EQ(used.use(signature(start_seconds, "b"), at_seconds(start_seconds)), Use::not_once);
  EXPECT_EQ(used.use(signature(start_seconds + 1, "c"), at_seconds(start_seconds)), Use::first);
  EXPECT_EQ(used.use(signature(start_seconds, "d"), at_seconds(start_seconds + 300)),
            Use::not_once);
}

TEST(UsedSignatures, what_was_forgotten_stays_used_when_the_clock_is_set_back) {
  for (int64_t until = start_seconds + 10; until < start_seconds + 5000; until += 100) {
    UsedSignatures used(at_seconds(start_seconds));
    const Signature sent{"", start_seconds + 10, {1}};
    ASSERT_EQ(used.use(sent, at_seconds(start_seconds + 10)), Use::first);
    // One other, late enough or not that the first is forgotten, in the same part of the memory.
    ASSERT_EQ(used.use({"", until, {2}}, at_seconds(until)), Use::first);
    EXPECT_EQ(used.use(sent, at_seconds(start_seconds + 10)), Use::not_once)
        << until - start_seconds;
  }
}

TEST(UsedSignatures, a_full_memory_takes_no_more_and_is_free_again_later) {
  constexpr size_t capacity = 1600;
  UsedSignatures used(at_seconds(start_seconds), capacity);
  const int64_t now = start_seconds + 1000;
  size_t taken = 0;
  size_t refused = 0;
  for (int i = 0; i < 4000; ++i) {
    switch (used.use(signature(now, std::to_string(i)), at_seconds(now))) {
      case Use::first:
        ++taken;
        break;
      case Use::full:
        ++refused;
        break;
      case Use::not_once:
        ADD_FAILURE() << i;
    }
  }
  EXPECT_EQ(taken, capacity);
  EXPECT_EQ(taken + refused, 4000U);
  EXPECT_EQ(used.use(signature(now, "0"), at_seconds(now)), Use::not_once)
      << "what is known is still known";
  const int64_t later = now + 1202;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NE(used.use(signature(later, "x" + std::to_string(i)), at_seconds(later)), Use::full)
        << i;
  }
}

TEST(UsedSignatures, one_of_many_threads_is_first) {
  UsedSignatures used(at_seconds(start_seconds));
  constexpr int signatures = 20'000;
  std::atomic<int> first = 0;
  std::barrier together(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      for (int each = 0; each < signatures; ++each) {
        const Signature sent = signature(start_seconds + 1 + each % 600, std::to_string(each));
        first += used.use(sent, at_seconds(start_seconds + 301)) == Use::first ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(first, signatures);
}

}  // namespace
}  // namespace payoutd::access
