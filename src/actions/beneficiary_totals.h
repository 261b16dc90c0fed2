// actions/beneficiary_totals.h: what a saved beneficiary has been paid, kept with each payout.
#pragma once

#include "store/transaction.h"

namespace payoutd::actions {

// For a payout that comes to be, if it names a saved beneficiary.
void count_total(store::Transaction& transaction, const store::StoredPayout& stored);
// For one that ended unpaid.
void uncount_total(store::Transaction& transaction, const store::StoredPayout& stored);

}  // namespace payoutd::actions
