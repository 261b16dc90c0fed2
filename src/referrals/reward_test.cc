#include "referrals/reward.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::referrals {
namespace {

const money::Currency usd = *money::find_currency("USD");
constexpr base::Timestamp now{77};

Reward reward_of(int64_t micro) {
  Reward reward{.amount = {micro, usd}, .free_micro = micro};
  return reward;
}

TEST(Reward, is_a_share_of_the_payment_rounded_half_even) {
  struct Row {
    int64_t payment_micro;
    int64_t rate_bps;
    int64_t reward_micro;
  };
  constexpr Row rows[] = {
      {25'000'000, 1000, 2'500'000},
      {1, 1000, 0},
      {4, 1000, 0},
      {5, 1000, 0},
      {6, 1000, 1},
      {15, 1000, 2},
      {25, 1000, 2},
      {26, 1000, 3},
      {0, 1000, 0},
      {99, 0, 0},
      {99, 10'000, 99},
      {10'000, 1500, 1'500},
      {money::amount_max_micro, 10'000, money::amount_max_micro},
      {money::amount_max_micro, 1, 100'000'000'000'000},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(reward_micro_half_even(row.payment_micro, row.rate_bps), row.reward_micro)
        << row.payment_micro << " × " << row.rate_bps;
  }
}

TEST(Reward, ends_as_what_took_the_last_of_it) {
  Reward reward = reward_of(10);
  unlock(reward, now);
  EXPECT_EQ(reward.status, RewardStatus::available);
  EXPECT_EQ(reward.available_at, now);
  reserve(reward, 6);
  spend(reward, 4);
  EXPECT_EQ(reward.status, RewardStatus::available) << "a payout may still give some back";
  give_back(reward, 2);
  pay_out(reward, 4);
  EXPECT_EQ(reward.status, RewardStatus::available);
  reserve(reward, 2);
  pay_out(reward, 2);
  EXPECT_EQ(reward.status, RewardStatus::paid_out);
  EXPECT_EQ(reward.paid_micro, 6);
  EXPECT_EQ(reward.spent_micro, 4);

  Reward other = reward_of(3);
  unlock(other, now);
  spend(other, 3);
  EXPECT_EQ(other.status, RewardStatus::spent);
}

TEST(Reward, is_reversed_whole) {
  Reward pending = reward_of(10);
  reverse(pending, now);
  EXPECT_EQ(pending.status, RewardStatus::reversed);
  EXPECT_EQ(pending.free_micro, 0);
  EXPECT_EQ(pending.reversed_at, now);
  Reward available = reward_of(10);
  unlock(available, now);
  reverse(available, now);
  EXPECT_EQ(available.status, RewardStatus::reversed);
}

TEST(Reward, a_clock_that_is_set_back_turns_no_time_around) {
  Reward reward = reward_of(10);
  reward.created_at = {100};
  unlock(reward, {99});
  EXPECT_EQ(reward.available_at, base::Timestamp{100});
  reverse(reward, {50});
  EXPECT_EQ(reward.reversed_at, base::Timestamp{100});
}

TEST(RewardDeathTest, what_must_not_be_is_a_bug) {
  Reward reward = reward_of(10);
  EXPECT_DEATH(reserve(reward, 1), "status");
  EXPECT_DEATH(spend(reward, 1), "status");
  unlock(reward, now);
  EXPECT_DEATH(unlock(reward, now), "status");
  EXPECT_DEATH(reserve(reward, 11), "no more is taken");
  EXPECT_DEATH(reserve(reward, 0), "no more is taken");
  EXPECT_DEATH(pay_out(reward, 1), "no more is taken");
  reserve(reward, 1);
  EXPECT_DEATH(reverse(reward, now), "whole");
}

TEST(Reward, whatever_is_done_its_parts_are_the_whole) {
  EXPECT_TRUE(rc::check("parts", [] {
    const auto amount = *rc::gen::inRange<int64_t>(1, 1000);
    Reward reward = reward_of(amount);
    unlock(reward, now);
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
    for (const int step : steps) {
      if (reward.status != RewardStatus::available) break;
      int64_t& source = step == 0 || step == 3 ? reward.free_micro : reward.reserved_micro;
      if (source == 0) continue;
      const auto micro = *rc::gen::inRange<int64_t>(1, source + 1);
      if (step == 0) reserve(reward, micro);
      if (step == 1) give_back(reward, micro);
      if (step == 2) pay_out(reward, micro);
      if (step == 3) spend(reward, micro);
      RC_ASSERT(reward.free_micro + reward.reserved_micro + reward.paid_micro +
                    reward.spent_micro ==
                amount);
      const bool used_up = reward.free_micro == 0 && reward.reserved_micro == 0;
      RC_ASSERT(used_up == (reward.status != RewardStatus::available));
    }
  }));
}

TEST(Reward, statuses_have_words_and_numbers) {
  for (int number = 0; number < 5; ++number) {
    const auto status = reward_status_from_number(number);
    ASSERT_TRUE(status);
    EXPECT_EQ(parse_reward_status(to_text(*status)), status);
  }
  EXPECT_FALSE(reward_status_from_number(-1));
  EXPECT_FALSE(reward_status_from_number(5));
  EXPECT_FALSE(parse_reward_status("Pending"));
  EXPECT_FALSE(parse_reward_status(""));
}

}  // namespace
}  // namespace payoutd::referrals
