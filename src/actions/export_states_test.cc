#include "actions/export_states.h"

#include <gtest/gtest.h>

#include "index/payout_index.h"

namespace payoutd::actions {
namespace {

constexpr payouts::OwnerKey ann{1};
constexpr payouts::OwnerKey bob{2};

class ExportStatesTest : public testing::Test {
 protected:
  // Two states of no payouts.
  ExportStatesTest() {
    index_.commit_changes(1);
    first_ = index_.state();
    index_.commit_changes(2);
    second_ = index_.state();
  }

  static std::unique_ptr<ExportStates::Running> begun(ExportStates& states, payouts::OwnerKey owner,
                                                      std::string cursor,
                                                      const ExportStates::State& state) {
    auto running = states.begin(owner);
    EXPECT_NE(running, nullptr);
    running->read(std::move(cursor), state);
    return running;
  }

  // Until the thread that lets go has been there.
  static void wait_for_states(const ExportStates& states, size_t count) {
    while (states.usage().states != count) std::this_thread::yield();
  }
  static void wait_for_holders(const ExportStates::State& state, long count) {
    while (state.use_count() != count) std::this_thread::yield();
  }

  base::FakeClock clock_{{1'705'314'600'000'000}};
  index::PayoutIndex index_;
  ExportStates::State first_, second_;
};

TEST_F(ExportStatesTest, what_is_read_is_found_by_its_owner_and_cursor_alone) {
  ExportStates states(clock_, {});
  const auto running = begun(states, ann, "a", first_);
  EXPECT_EQ(states.find(ann, "a"), first_);
  EXPECT_EQ(states.find(ann, "b"), nullptr);
  EXPECT_EQ(states.find(ann, ""), nullptr);
  EXPECT_EQ(states.find(bob, "a"), nullptr);
}

TEST_F(ExportStatesTest, a_state_is_kept_for_a_while_after_its_last_export) {
  ExportStates states(clock_, {.keep_micros = 1000});
  auto one = begun(states, ann, "a", first_);
  auto two = begun(states, ann, "a", second_);  // the first state stays: either is as good
  clock_.advance_micros(5000);
  one.reset();
  clock_.advance_micros(5000);
  EXPECT_EQ(states.find(ann, "a"), first_);
  two.reset();
  clock_.advance_micros(999);
  EXPECT_EQ(states.find(ann, "a"), first_);
  clock_.advance_micros(1);
  EXPECT_EQ(states.find(ann, "a"), nullptr);
}

TEST_F(ExportStatesTest, who_goes_on_keeps_it_longer) {
  ExportStates states(clock_, {.keep_micros = 1000});
  begun(states, ann, "a", first_).reset();
  for (int i = 0; i < 5; ++i) {
    clock_.advance_micros(900);
    const auto found = states.find(ann, "a");
    ASSERT_EQ(found, first_);
    begun(states, ann, "a", found).reset();
  }
}

TEST_F(ExportStatesTest, nothing_is_kept_for_no_time_and_its_memory_goes) {
  index_.commit_changes(3);
  {
    ExportStates states(clock_, {.keep_micros = 0});
    auto running = begun(states, ann, "a", first_);
    EXPECT_EQ(states.usage().states, 1U);
    EXPECT_EQ(first_.use_count(), 2);
    running.reset();
    EXPECT_EQ(states.find(ann, "a"), nullptr);
    wait_for_states(states, 0);
    wait_for_holders(first_, 1);
  }
  EXPECT_EQ(second_.use_count(), 1);
}

TEST_F(ExportStatesTest, an_owner_keeps_so_many_and_the_oldest_goes) {
  ExportStates states(clock_, {.running_per_owner_max = 9, .kept_per_owner_max = 2});
  const auto reads = begun(states, ann, "read", first_);
  begun(states, bob, "b", first_).reset();
  for (const char* cursor : {"1", "2", "3"}) begun(states, ann, cursor, first_).reset();
  EXPECT_EQ(states.find(ann, "1"), nullptr);
  EXPECT_EQ(states.find(ann, "2"), first_);
  EXPECT_EQ(states.find(ann, "3"), first_);
  EXPECT_EQ(states.find(ann, "read"), first_);
  EXPECT_EQ(states.find(bob, "b"), first_);
  // "2" is used again, so it is "3" that is the oldest.
  begun(states, ann, "2", first_).reset();
  begun(states, ann, "4", first_).reset();
  EXPECT_EQ(states.find(ann, "3"), nullptr);
  EXPECT_EQ(states.find(ann, "2"), first_);
}

TEST_F(ExportStatesTest, all_owners_together_keep_so_many) {
  ExportStates states(clock_, {.kept_max = 2});
  begun(states, ann, "1", first_).reset();
  begun(states, bob, "2", first_).reset();
  begun(states, {3}, "3", first_).reset();
  EXPECT_EQ(states.find(ann, "1"), nullptr);
  EXPECT_EQ(states.find(bob, "2"), first_);
  EXPECT_EQ(states.find({3}, "3"), first_);
  EXPECT_EQ(states.usage().states, 2U);
}

TEST_F(ExportStatesTest, so_many_of_an_owner_run_at_once) {
  ExportStates states(clock_, {.running_per_owner_max = 2});
  auto one = states.begin(ann);
  const auto two = begun(states, ann, "a", first_);
  EXPECT_EQ(states.begin(ann), nullptr);
  EXPECT_NE(states.begin(bob), nullptr);
  EXPECT_EQ(states.usage().running, 2U);
  one.reset();
  EXPECT_NE(states.begin(ann), nullptr);
}

TEST_F(ExportStatesTest, many_threads_begin_and_end) {
  ExportStates states(clock_, {.keep_micros = 0, .running_per_owner_max = 100});
  std::vector<std::thread> threads;
  for (int64_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 500; ++round) {
        const payouts::OwnerKey owner{i % 2};
        const std::string cursor = std::to_string(round % 3);
        const auto running = begun(states, owner, cursor, first_);
        EXPECT_EQ(states.find(owner, cursor), first_);
      }
    });
  }
  for (std::thread& each : threads) each.join();
  wait_for_states(states, 0);
  EXPECT_EQ(states.usage().running, 0U);
}

}  // namespace
}  // namespace payoutd::actions
