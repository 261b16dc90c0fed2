#include "store/sqlite/referral_rows.h"

#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

std::optional<int64_t> integer_or_unset(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

void expect_whole(const referrals::Reward& reward) {
  const money::Sum parts = static_cast<money::Sum>(reward.free_micro) + reward.reserved_micro +
                           reward.paid_micro + reward.spent_micro;
  const bool reversed = reward.status == referrals::RewardStatus::reversed;
  if (parts != (reversed ? 0 : reward.amount.micro)) {
    throw DamagedRow("a reward's parts are not the whole");
  }
}

}  // namespace

referrals::Reward read_reward(const Statement& row) {
  referrals::Reward reward{
      .id = {read_uuid(row, 2)},
      .number = row.integer(1),
      .status = read_one_of(row, 3, &referrals::reward_status_from_number),
      .amount = {row.integer(5), read_currency(row, 4)},
      .free_micro = row.integer(6),
      .reserved_micro = row.integer(7),
      .paid_micro = row.integer(8),
      .spent_micro = row.integer(9),
      .invitee_number = integer_or_unset(row, 10),
      .payment_id = std::string(row.text(11)),
      .payment_micro = integer_or_unset(row, 12),
      .rate_bps = integer_or_unset(row, 13),
      .tier = integer_or_unset(row, 14),
      .note = std::string(row.text(15)),
      .created_at = read_time(row, 16),
      .unlocks_at = read_time(row, 17),
      .available_at = row.time(18),
      .reversed_at = row.time(19),
  };
  expect_whole(reward);
  return reward;
}

Spending read_spending(const Statement& row) {
  return {std::string(row.text(0)), row.integer(1), row.integer(2), read_time(row, 3)};
}

}  // namespace payoutd::store::sqlite
