// referrals/reward.h: what a user has earned by inviting somebody, or was credited by hand. Plain
// values and what may become of them; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "base/uuid.h"
#include "money/amount.h"

namespace payoutd::referrals {

using RewardId = base::Id<struct RewardTag>;

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class RewardStatus : int16_t {
  pending = 0,    // until it is unlocked
  available = 1,  // what is free of it may be taken
  spent = 2,      // all of it is used, the last part for an invoice
  paid_out = 3,   // all of it is used, the last part for a payout
  reversed = 4,   // taken back
};
std::string_view to_text(RewardStatus status);  // as in the enum
std::optional<RewardStatus> parse_reward_status(std::string_view text);
std::optional<RewardStatus> reward_status_from_number(int64_t number);

// free + reserved + paid + spent = amount, and free is 0 once it is reversed.
struct Reward {
  RewardId id{};
  int64_t number = 0;  // 1, 2, 3 … of its user
  RewardStatus status = RewardStatus::pending;
  money::Amount amount;
  int64_t free_micro = 0;      // nothing has taken it
  int64_t reserved_micro = 0;  // payouts on their way hold it
  int64_t paid_micro = 0;
  int64_t spent_micro = 0;

  // What an invitee's payment earned; all unset for a credit by hand.
  std::optional<int64_t> invitee_number{};
  std::string payment_id{};
  std::optional<int64_t> payment_micro{};
  std::optional<int64_t> rate_bps{};
  std::optional<int64_t> tier{};

  std::string note{};
  base::Timestamp created_at{};
  base::Timestamp unlocks_at{};
  std::optional<base::Timestamp> available_at{};
  std::optional<base::Timestamp> reversed_at{};

  friend bool operator==(const Reward&, const Reward&) = default;
};

// Rounded half-even to whole micro-units; may be 0. `payment_micro` and `rate_bps` are not below 0,
// the rate at most 10,000.
int64_t reward_micro_half_even(int64_t payment_micro, int64_t rate_bps);

// Bugs (checked): a status that does not allow it, more than there is. A reward's times never run
// backwards: if the clock stands before the last of them, that one counts.
void unlock(Reward& reward, base::Timestamp now);   // pending → available
void reserve(Reward& reward, int64_t micro);        // a payout takes it
void give_back(Reward& reward, int64_t micro);      // the payout did not pay
void pay_out(Reward& reward, int64_t micro);        // it did
void spend(Reward& reward, int64_t micro);          // an invoice takes it
void reverse(Reward& reward, base::Timestamp now);  // all of it must be free

}  // namespace payoutd::referrals
