#include "actions/reward_uses.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::actions {
namespace {

constexpr uint32_t rewards_at_once = 100;

// Calls `take(reward, micro)` for the oldest free rewards until so much is taken.
template <class Take>
void take_oldest(store::Transaction& transaction, payouts::OwnerKey user,
                 const money::Amount& amount, const Take& take) {
  int64_t missing = amount.micro;
  int64_t last = 0;
  while (missing > 0) {
    const auto free = transaction.find_free_rewards(user, amount.currency, last, rewards_at_once);
    base::check(!free.empty(), "a user's wallet is what is free of its rewards");
    for (referrals::Reward reward : free) {
      if (missing == 0) break;
      const int64_t micro = std::min(missing, reward.free_micro);
      take(reward, micro);
      transaction.update_reward(user, reward);
      missing -= micro;
      last = reward.number;
    }
  }
}

}  // namespace

void reserve_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                     payouts::PayoutNumber payout, const money::Amount& amount) {
  take_oldest(transaction, user, amount, [&](referrals::Reward& reward, int64_t micro) {
    reserve(reward, micro);
    transaction.add_reward_use(user, payout, {reward.number, micro});
  });
}

void settle_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                    payouts::PayoutNumber payout, Used used) {
  for (const store::RewardUse& use : transaction.find_reward_uses(user, payout)) {
    auto stored = transaction.find_reward(user, use.reward);
    base::check(stored.has_value(), "a reward that a payout took is there");
    if (used == Used::paid_out) {
      pay_out(stored->reward, use.amount_micro);
    } else {
      give_back(stored->reward, use.amount_micro);
    }
    transaction.update_reward(user, stored->reward);
  }
}

void spend_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                   const money::Amount& amount) {
  take_oldest(transaction, user, amount,
              [](referrals::Reward& reward, int64_t micro) { spend(reward, micro); });
}

}  // namespace payoutd::actions
