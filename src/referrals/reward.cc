#include "referrals/reward.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "money/sum.h"

namespace payoutd::referrals {
namespace {

constexpr std::array<std::string_view, 5> status_texts = {"pending", "available", "spent",
                                                          "paid_out", "reversed"};

// What databases hold.
static_assert(static_cast<int>(RewardStatus::pending) == 0 &&
              static_cast<int>(RewardStatus::available) == 1 &&
              static_cast<int>(RewardStatus::spent) == 2 &&
              static_cast<int>(RewardStatus::paid_out) == 3 &&
              static_cast<int>(RewardStatus::reversed) == 4);

void expect(const Reward& reward, RewardStatus status) {
  base::check(reward.status == status, "a reward has the status that a change of it needs");
}

void move(int64_t& from, int64_t& to, int64_t micro) {
  base::check(micro > 0 && micro <= from, "no more is taken of a reward than there is");
  from -= micro;
  to += micro;
}

// A reward that nothing is left of ends as what took the last of it.
void end_if_used(Reward& reward, RewardStatus as) {
  if (reward.free_micro == 0 && reward.reserved_micro == 0) reward.status = as;
}

}  // namespace

std::string_view to_text(RewardStatus status) {
  const auto position = static_cast<size_t>(status);
  base::check(position < status_texts.size(), "a reward's status is one of five");
  return status_texts[position];
}

std::optional<RewardStatus> parse_reward_status(std::string_view text) {
  for (size_t i = 0; i < status_texts.size(); ++i) {
    if (status_texts[i] == text) return static_cast<RewardStatus>(i);
  }
  return std::nullopt;
}

std::optional<RewardStatus> reward_status_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(status_texts.size())) return std::nullopt;
  return static_cast<RewardStatus>(number);
}

int64_t reward_micro_half_even(int64_t payment_micro, int64_t rate_bps) {
  return static_cast<int64_t>(
      money::divide_half_even(static_cast<money::Sum>(payment_micro) * rate_bps, 10'000));
}

void unlock(Reward& reward, base::Timestamp now) {
  expect(reward, RewardStatus::pending);
  reward.status = RewardStatus::available;
  reward.available_at = std::max(now, reward.created_at);
}

void reserve(Reward& reward, int64_t micro) {
  expect(reward, RewardStatus::available);
  move(reward.free_micro, reward.reserved_micro, micro);
}

void give_back(Reward& reward, int64_t micro) {
  expect(reward, RewardStatus::available);
  move(reward.reserved_micro, reward.free_micro, micro);
}

void pay_out(Reward& reward, int64_t micro) {
  expect(reward, RewardStatus::available);
  move(reward.reserved_micro, reward.paid_micro, micro);
  end_if_used(reward, RewardStatus::paid_out);
}

void spend(Reward& reward, int64_t micro) {
  expect(reward, RewardStatus::available);
  move(reward.free_micro, reward.spent_micro, micro);
  end_if_used(reward, RewardStatus::spent);
}

void reverse(Reward& reward, base::Timestamp now) {
  base::check(reward.status == RewardStatus::pending || reward.status == RewardStatus::available,
              "only a reward that is not used up is reversed");
  base::check(reward.free_micro == reward.amount.micro, "a reward is reversed whole");
  reward.free_micro = 0;
  reward.status = RewardStatus::reversed;
  reward.reversed_at = std::max(now, reward.available_at.value_or(reward.created_at));
}

}  // namespace payoutd::referrals
