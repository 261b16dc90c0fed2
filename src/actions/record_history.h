// actions/record_history.h: numbers, versions and stores payouts that are history (imported or
// generated), inside one transaction of one owner, and books what they have paid.
#pragma once

#include <map>

#include "store/transaction.h"

namespace payoutd::actions {

class RecordHistory {
 public:
  // Begins the owner's changes. Errors: those of Transaction::change_owner.
  static base::Result<RecordHistory> begin(store::Transaction& transaction, payouts::OwnerKey owner,
                                           base::Timestamp now);

  // The payout's number and version are given here. Refusals: `duplicate_reference`, and
  // `too_many_payouts` (an owner has at most 2^32 − 1).
  base::Status record(payouts::Payout& payout);
  // Draws what the completed ones have paid on the `imported` account, one entry for each currency.
  base::Status finish();

  // The number of the next payout.
  payouts::PayoutNumber next_number() const { return owner_->payout_count; }

 private:
  struct Paid {
    int64_t amount_micro = 0;
    int64_t fees_micro = 0;
  };

  RecordHistory(store::Transaction& transaction, store::Owner& owner, base::Timestamp now)
      : transaction_(&transaction), owner_(&owner), now_(now) {}

  base::Status count_paid(const payouts::Payout& payout);
  base::Status book(money::Currency currency, Paid& paid);

  store::Transaction* transaction_;
  store::Owner* owner_;
  base::Timestamp now_;
  std::map<money::Currency, Paid> paid_;  // not yet booked
};

}  // namespace payoutd::actions
