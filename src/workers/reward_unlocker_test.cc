// The loop that unlocks rewards, with its thread, over a real store.
#include "workers/reward_unlocker.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "actions/referral_fixture.h"
#include "store/batching_writer.h"
#include "store/flaky_store.h"
#include "store/sqlite/scratch_sqlite.h"
#include "store/sqlite/sqlite_store.h"
#include "workers/patience.h"

namespace payoutd::workers {
namespace {

using std::chrono::milliseconds;

class RewardUnlockerTest : public actions::ReferralFixture {
 protected:
  RewardUnlockerTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}
  ~RewardUnlockerTest() override { expect_sound(); }

  template <class Condition>
  static bool comes_true(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
  }
  bool is_unlocked(int64_t number) {
    return reward(ada_, number).status == referrals::RewardStatus::available;
  }

  store::FlakyStore flaky_{*store_};
  store::BatchingWriter batches_{flaky_, {}};
  const actions::UnlockRewards unlock_{flaky_, batches_, clock_};
  RewardUnlockerOptions quick_{milliseconds(20), milliseconds(20)};
};

TEST_F(RewardUnlockerTest, unlocks_what_is_due_and_nothing_before) {
  credit(ada_, 10, false);
  clock_.advance_micros(rules_.hold_micros / 2);
  credit(ada_, 20, false);
  const RewardUnlocker unlocker(unlock_, quick_);
  std::this_thread::sleep_for(a_while);
  EXPECT_EQ(balance(ada_), "30/0/30");
  EXPECT_EQ(flaky_.writes, 0) << "no write when nothing is due";
  clock_.advance_micros(rules_.hold_micros / 2);
  EXPECT_TRUE(comes_true([&] { return is_unlocked(1); }));
  EXPECT_EQ(reward(ada_, 1).available_at, clock_.now());
  EXPECT_FALSE(is_unlocked(2));
  clock_.advance_micros(rules_.hold_micros / 2);
  EXPECT_TRUE(comes_true([&] { return is_unlocked(2); }));
  EXPECT_EQ(balance(ada_), "0/30/30");
}

TEST_F(RewardUnlockerTest, wakes_when_the_first_is_due) {
  rules_.hold_micros = 300'000;
  credit(ada_, 10, false);
  const RewardUnlocker unlocker(unlock_, {std::chrono::hours(1), std::chrono::hours(1)});
  ASSERT_TRUE(comes_true([&] { return flaky_.reads == 1; })) << "it sleeps";
  clock_.advance_micros(rules_.hold_micros);
  EXPECT_TRUE(comes_true([&] { return is_unlocked(1); }));
}

TEST_F(RewardUnlockerTest, unlocks_more_than_one_step_takes) {
  write([&](store::Transaction& transaction) {
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE(
          credit_reward(transaction, rules_, ada_.owner, {1, "", false}, new_id(), clock_.now()));
    }
  });
  clock_.advance_micros(rules_.hold_micros);
  const RewardUnlocker unlocker(unlock_, {std::chrono::hours(1), std::chrono::hours(1)});
  EXPECT_TRUE(comes_true([&] { return is_unlocked(300); }));
  EXPECT_EQ(balance(ada_), "0/300/300");
}

TEST_F(RewardUnlockerTest, sleeps_while_nothing_is_pending) {
  credit(ada_, 10);
  const RewardUnlocker unlocker(unlock_, {std::chrono::hours(1), std::chrono::hours(1)});
  EXPECT_TRUE(comes_true([&] { return flaky_.reads == 1; }));
  std::this_thread::sleep_for(a_while);
  EXPECT_EQ(flaky_.reads, 1);
  EXPECT_EQ(flaky_.writes, 0);
}

TEST_F(RewardUnlockerTest, survives_a_store_that_fails) {
  credit(ada_, 10, false);
  clock_.advance_micros(rules_.hold_micros);
  flaky_.reads_fail = true;
  const RewardUnlocker unlocker(unlock_, quick_);
  EXPECT_TRUE(comes_true([&] { return flaky_.reads > 2; })) << "it asks again";
  flaky_.writes_fail = true;
  flaky_.reads_fail = false;
  EXPECT_TRUE(comes_true([&] { return flaky_.writes > 2; }));
  EXPECT_FALSE(is_unlocked(1));
  flaky_.writes_fail = false;
  EXPECT_TRUE(comes_true([&] { return is_unlocked(1); }));
}

TEST_F(RewardUnlockerTest, a_damaged_reward_locks_nobody_elses) {
  credit(ada_, 10, false);
  credit(ben_, 20, false);
  clock_.advance_micros(rules_.hold_micros);
  const auto set_free = [this](const char* change) {
    store::sqlite::tamper(folder_.file("a.db"), std::string("UPDATE rewards SET free_micro = ") +
                                                    change + " WHERE amount_micro = 10");
  };
  set_free("9");
  {
    const RewardUnlocker unlocker(unlock_, {milliseconds(1), std::chrono::hours(1)});
    EXPECT_TRUE(comes_true([&] { return balance(ben_) == "0/20/20"; }));
    EXPECT_TRUE(comes_true([&] { return flaky_.writes >= 2; })) << "it is tried again";
    const int writes = flaky_.writes;
    std::this_thread::sleep_for(a_while);
    EXPECT_LE(flaky_.writes, writes + 1) << "and not in circles";
    EXPECT_EQ(balance(ada_), "10/0/10");
  }
  set_free("10");
  const RewardUnlocker unlocker(unlock_, quick_);
  EXPECT_TRUE(comes_true([&] { return is_unlocked(1); })) << "once it is mended";
}

// A failure is waited out, not asked about in circles.
TEST_F(RewardUnlockerTest, waits_after_a_failure) {
  credit(ada_, 10, false);
  clock_.advance_micros(rules_.hold_micros);
  flaky_.writes_fail = true;
  const RewardUnlocker unlocker(unlock_, {milliseconds(1), std::chrono::hours(1)});
  EXPECT_TRUE(comes_true([&] { return flaky_.writes == 1; }));
  std::this_thread::sleep_for(a_while);
  EXPECT_EQ(flaky_.writes, 1);
}

}  // namespace
}  // namespace payoutd::workers
