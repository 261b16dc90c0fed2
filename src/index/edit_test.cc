#include "index/edit.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "index/check/dice.h"

namespace payoutd::index {
namespace {

// A block that tells when it goes.
std::vector<RetiredBlock> blocks(std::initializer_list<bool*> gone) {
  std::vector<RetiredBlock> made;
  for (bool* each : gone) {
    made.push_back({each, [](void* block) { *static_cast<bool*>(block) = true; }, 0});
  }
  return made;
}

TEST(Reclaimer, frees_a_block_when_nobody_can_see_it_any_more) {
  bool in_first = false;
  bool in_second = false;
  Reclaimer reclaimer;
  reclaimer.opened(1);
  reclaimer.opened(2);
  reclaimer.retire(1, blocks({&in_first}));  // the second does without
  reclaimer.opened(3);
  reclaimer.retire(2, blocks({&in_second}));
  reclaimer.closed(2);  // but the first sees it, too
  EXPECT_FALSE(in_first);
  EXPECT_FALSE(in_second);
  reclaimer.closed(1);
  EXPECT_TRUE(in_first);
  EXPECT_TRUE(in_second);
  reclaimer.closed(3);
}

TEST(Reclaimer, keeps_what_later_states_show_when_older_ones_close) {
  bool first = false;
  bool second = false;
  Reclaimer reclaimer;
  reclaimer.opened(1);
  reclaimer.opened(2);
  reclaimer.retire(1, blocks({&first}));
  reclaimer.opened(3);
  reclaimer.retire(2, blocks({&second}));
  reclaimer.closed(1);
  EXPECT_TRUE(first);
  EXPECT_FALSE(second);
  reclaimer.closed(3);
  EXPECT_FALSE(second);
  reclaimer.closed(2);
  EXPECT_TRUE(second);
}

TEST(Reclaimer, waits_for_the_last_of_several_who_hold_one_state) {
  bool gone = false;
  Reclaimer reclaimer;
  reclaimer.opened(1);
  reclaimer.opened(1);
  reclaimer.opened(2);
  reclaimer.retire(1, blocks({&gone}));
  reclaimer.closed(1);
  EXPECT_FALSE(gone);
  reclaimer.closed(1);
  EXPECT_TRUE(gone);
}

TEST(Reclaimer, frees_all_that_is_left_when_it_goes) {
  bool first = false;
  bool second = false;
  {
    Reclaimer reclaimer;
    reclaimer.opened(1);
    reclaimer.retire(1, blocks({&first}));
    reclaimer.retire(2, blocks({&second}));
    reclaimer.retire(3, {});
    EXPECT_FALSE(first);
  }
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

TEST(Reclaimer, keeps_what_somebody_sees_and_nothing_else_whatever_the_order) {
  Dice dice(1);
  for (int round = 0; round < 40; ++round) {
    std::vector<int> freed(100);
    std::vector<Epoch> births(100);
    Reclaimer reclaimer;
    std::vector<Epoch> open;
    for (Epoch epoch = 1; epoch <= 100; ++epoch) {
      reclaimer.opened(epoch);
      open.push_back(epoch);
      int* const counter = &freed[epoch - 1];
      // Born some states before, or in none that anybody ever saw.
      const Epoch birth = births[epoch - 1] = epoch - std::min(epoch, Epoch{dice.below(20)});
      reclaimer.retire(epoch - 1,
                       {{counter, [](void* block) { ++*static_cast<int*>(block); }, birth}});
      for (uint64_t i = dice.below(3); i > 0 && open.size() > 1; --i) {
        const size_t any = dice.below(open.size() - 1);
        reclaimer.closed(open[any]);
        open.erase(open.begin() + static_cast<ptrdiff_t>(any));
        for (Epoch e = 1; e <= epoch; ++e) {
          const bool is_seen = std::any_of(open.begin(), open.end(), [&](Epoch state) {
            return births[e - 1] <= state && state <= e - 1;
          });
          ASSERT_EQ(freed[e - 1], is_seen ? 0 : 1) << births[e - 1] << " to " << e - 1;
        }
      }
    }
    for (const Epoch epoch : open) reclaimer.closed(epoch);
    for (const int each : freed) ASSERT_EQ(each, 1);
  }
}

TEST(ReclaimerDeathTest, stops_when_what_was_not_opened_is_closed) {
  Reclaimer reclaimer;
  EXPECT_DEATH(reclaimer.closed(1), "opened before it is closed");
}

}  // namespace
}  // namespace payoutd::index
