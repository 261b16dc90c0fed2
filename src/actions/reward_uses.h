// actions/reward_uses.h: which rewards a payout is paid from. Runs inside a transaction.
#pragma once

#include "store/transaction.h"

namespace payoutd::actions {

// A payout has held so much of its user's wallet: it is taken of the oldest rewards in its
// currency that are free. The wallet is the sum of what is free, so it suffices (checked).
void reserve_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                     payouts::PayoutNumber payout, const money::Amount& amount);

// What the payout took is paid out, or given back to the same rewards. Nothing for a payout that
// took nothing.
enum class Used { paid_out, given_back };
void settle_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                    payouts::PayoutNumber payout, Used used);

// An invoice takes so much of the free rewards, oldest first. The wallet suffices (checked).
void spend_rewards(store::Transaction& transaction, payouts::OwnerKey user,
                   const money::Amount& amount);

}  // namespace payoutd::actions
