// actions/move_payout.h: the one function that changes a payout's status. Nobody else assigns one.
#pragma once

#include <optional>

#include "payouts/move.h"
#include "store/transaction.h"

namespace payoutd::actions {

// Moves a payout as it is stored: the new status with its time, the history row, which is also the
// outgoing event, and the entry that settles the held money if the status is final, all in this
// transaction. `due_at`: when payoutd must look at it next; void for a final status. Gives the
// payout as it is now. Refusals: those of payouts::apply.
base::Result<store::StoredPayout> move_payout(store::Transaction& transaction,
                                              const store::StoredPayout& current,
                                              const payouts::Move& move, base::Timestamp now,
                                              std::optional<base::Timestamp> due_at);

// The same rows for a payout that comes to be: its first history row and event.
void record_creation(store::Transaction& transaction, store::Owner& owner,
                     const payouts::Payout& payout);

}  // namespace payoutd::actions
