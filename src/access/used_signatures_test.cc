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

constexpr int64_t start = 1'705'314'600;  // seconds

base::Timestamp at(int64_t seconds) {
  return {seconds * 1'000'000};
}

Signature signature(int64_t seconds, const std::string& what) {
  return {"", seconds, base::sha256(what)};
}

TEST(UsedSignatures, each_is_good_once) {
  UsedSignatures used(at(start));
  EXPECT_EQ(used.use(signature(start + 5, "a"), at(start + 5)), Use::first);
  EXPECT_EQ(used.use(signature(start + 5, "a"), at(start + 5)), Use::not_once);
  EXPECT_EQ(used.use(signature(start + 5, "b"), at(start + 5)), Use::first);
}

// Whenever it is used, and as long as it is of this time.
TEST(UsedSignatures, each_is_remembered_as_long_as_it_could_be_sent_again) {
  for (int64_t since = 400; since < 2500; since += 7) {
    for (const int64_t ahead : {-300, -299, -1, 0, 1, 299, 300}) {
      UsedSignatures used(at(start));
      const int64_t when = start + since;
      const Signature sent = signature(when + ahead, "a");
      ASSERT_EQ(used.use(sent, at(when)), Use::first);
      for (int64_t later = when; later <= sent.time_seconds + 300; later += 13) {
        used.use(signature(later, "other" + std::to_string(later)), at(later));
        ASSERT_EQ(used.use(sent, at(later)), Use::not_once) << since << " " << ahead;
      }
      ASSERT_EQ(used.use(sent, at(sent.time_seconds + 300)), Use::not_once);
    }
  }
}

TEST(UsedSignatures, none_from_before_the_start) {
  UsedSignatures used({start * 1'000'000 + 700'000});
  EXPECT_EQ(used.use(signature(start - 300, "a"), at(start)), Use::not_once);
  EXPECT_EQ(used.use(signature(start, "b"), at(start)), Use::not_once);
  EXPECT_EQ(used.use(signature(start + 1, "c"), at(start)), Use::first);
  EXPECT_EQ(used.use(signature(start, "d"), at(start + 300)), Use::not_once);
}

TEST(UsedSignatures, what_was_forgotten_stays_used_when_the_clock_is_set_back) {
  for (int64_t until = start + 10; until < start + 5000; until += 100) {
    UsedSignatures used(at(start));
    const Signature sent{"", start + 10, {1}};
    ASSERT_EQ(used.use(sent, at(start + 10)), Use::first);
    // One other, late enough or not that the first is forgotten, in the same part of the memory.
    ASSERT_EQ(used.use({"", until, {2}}, at(until)), Use::first);
    EXPECT_EQ(used.use(sent, at(start + 10)), Use::not_once) << until - start;
  }
}

TEST(UsedSignatures, a_full_memory_takes_no_more_and_is_free_again_later) {
  constexpr size_t capacity = 1600;
  UsedSignatures used(at(start), capacity);
  const int64_t now = start + 1000;
  size_t taken = 0;
  size_t refused = 0;
  for (int i = 0; i < 4000; ++i) {
    switch (used.use(signature(now, std::to_string(i)), at(now))) {
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
  EXPECT_EQ(used.use(signature(now, "0"), at(now)), Use::not_once)
      << "what is known is still known";
  const int64_t later = now + 1202;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NE(used.use(signature(later, "x" + std::to_string(i)), at(later)), Use::full) << i;
  }
}

TEST(UsedSignatures, one_of_many_threads_is_first) {
  UsedSignatures used(at(start));
  constexpr int signatures = 20'000;
  std::atomic<int> first = 0;
  std::barrier together(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      for (int each = 0; each < signatures; ++each) {
        const Signature sent = signature(start + 1 + each % 600, std::to_string(each));
        first += used.use(sent, at(start + 301)) == Use::first ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(first, signatures);
}

}  // namespace
}  // namespace payoutd::access
