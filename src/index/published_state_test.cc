#include "index/published_state.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "index/list_state.h"

namespace payoutd::index {
namespace {

// A state that is only looked at by address: aliased to a number, which lives as long.
std::shared_ptr<const ListState> state_of(std::shared_ptr<int64_t> number) {
  const auto* const place = reinterpret_cast<const ListState*>(number.get());
  return {std::move(number), place};
}
int64_t number_of(const std::shared_ptr<const ListState>& state) {
  return *reinterpret_cast<const int64_t*>(state.get());
}

TEST(PublishedState, is_null_until_there_is_one) {
  PublishedState published;
  EXPECT_EQ(published.take(), nullptr);
  published.put(state_of(std::make_shared<int64_t>(1)));
  EXPECT_EQ(number_of(published.take()), 1);
}

TEST(PublishedState, lets_go_of_what_was_replaced) {
  PublishedState published;
  auto first = std::make_shared<int64_t>(1);
  const std::weak_ptr<int64_t> watched = first;
  published.put(state_of(std::move(first)));
  auto taken = published.take();
  published.put(state_of(std::make_shared<int64_t>(2)));
  EXPECT_FALSE(watched.expired()) << "somebody has it";
  taken.reset();
  EXPECT_TRUE(watched.expired());
}

TEST(PublishedState, is_taken_by_many_while_it_is_exchanged_and_never_runs_backwards) {
  constexpr int64_t last = 20'000;
  PublishedState published;
  published.put(state_of(std::make_shared<int64_t>(0)));
  std::vector<std::thread> readers;
  std::atomic<int> backwards = 0;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int64_t before = 0; before < last;) {
        const int64_t now = number_of(published.take());
        if (now < before) ++backwards;
        before = now;
      }
    });
  }
  for (int64_t number = 1; number <= last; ++number) {
    published.put(state_of(std::make_shared<int64_t>(number)));
  }
  for (std::thread& each : readers) each.join();
  EXPECT_EQ(backwards, 0);
}

}  // namespace
}  // namespace payoutd::index
