// actions/record_history.h: numbers, versions and stores payouts that are history (imported or
// generated), inside one transaction of one owner.
#pragma once

#include "store/store.h"

namespace payoutd::actions {

class RecordHistory {
 public:
  // Begins the owner's changes. Errors: those of Transaction::begin_changes.
  static base::Result<RecordHistory> begin(store::Transaction& transaction,
                                           payouts::OwnerKey owner);

  // The payout's number and version are given here. Refusals: `duplicate_reference`, and
  // `too_many_payouts` (an owner has at most 2^32 − 1).
  base::Status record(payouts::Payout& payout);
  base::Status finish();

  // The number of the next payout.
  payouts::PayoutNumber next_number() const { return next_number_; }

 private:
  RecordHistory(store::Transaction& transaction, const store::Owner& owner)
      : transaction_(&transaction),
        owner_(owner.key),
        version_(owner.version),
        next_number_(owner.payout_count) {}

  store::Transaction* transaction_;
  payouts::OwnerKey owner_;
  payouts::Version version_;
  payouts::PayoutNumber next_number_;
};

}  // namespace payoutd::actions
