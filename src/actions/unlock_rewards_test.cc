// Rewards are unlocked when it is their time, by the clock of the moment in which they are.
#include "actions/unlock_rewards.h"

#include <functional>
#include <utility>

#include "actions/referral_fixture.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

// Something happens before each write.
class InterruptedWriter final : public store::Writer {
 public:
  InterruptedWriter(store::Store& store, std::function<void()> before)
      : store_(store), before_(std::move(before)) {}
  void enqueue(Write write) override {
    before_();
    write.done(store_.write(write.work));
  }

 private:
  store::Store& store_;
  const std::function<void()> before_;
};

class UnlockRewardsTest : public ReferralFixture {
 protected:
  UnlockRewardsTest()
      : ReferralFixture([](const std::string& path, const base::Clock& clock) {
          return *store::sqlite::open_sqlite_store(path, store::sqlite::Missing::create, clock);
        }) {}

  static size_t step(const UnlockRewards& unlock) {
    size_t unlocked = 0;
    unlock.step([&](const base::Result<size_t>& done) { unlocked = done.value_or(99); });
    return unlocked;
  }
};

TEST_F(UnlockRewardsTest, what_is_due_is_unlocked_and_nothing_else) {
  const UnlockRewards unlock(*store_, writer_, clock_);
  EXPECT_EQ(*unlock.micros_until_due(), std::nullopt);
  credit(ada_, 10, false);
  EXPECT_EQ(**unlock.micros_until_due(), rules_.hold_micros);
  EXPECT_EQ(step(unlock), 0U);
  clock_.advance_micros(rules_.hold_micros);
  EXPECT_EQ(**unlock.micros_until_due(), 0);
  EXPECT_EQ(step(unlock), 1U);
  EXPECT_EQ(parts(ada_, 1), "available 10/0/0/0");
  EXPECT_EQ(*unlock.micros_until_due(), std::nullopt);
  expect_sound();
}

TEST_F(UnlockRewardsTest, a_clock_that_is_set_back_meanwhile_unlocks_nothing_too_early) {
  InterruptedWriter writer(*store_, [this] { clock_.advance_micros(-1); });
  const UnlockRewards unlock(*store_, writer, clock_);
  credit(ada_, 10, false);
  clock_.advance_micros(rules_.hold_micros);
  step(unlock);
  EXPECT_EQ(parts(ada_, 1), "pending 10/0/0/0");
  EXPECT_EQ(balance(ada_), "10/0/10");
  expect_sound();
}

}  // namespace
}  // namespace payoutd::actions
