#include "actions/record_history.h"

#include <limits>

namespace payoutd::actions {

base::Result<RecordHistory> RecordHistory::begin(store::Transaction& transaction,
                                                 payouts::OwnerKey owner) {
  auto changing = transaction.begin_changes(owner);
  if (!changing) return base::forward(std::move(changing));
  return RecordHistory(transaction, *changing);
}

base::Status RecordHistory::record(payouts::Payout& payout) {
  if (next_number_ == std::numeric_limits<payouts::PayoutNumber>::max()) {
    return base::refused("too_many_payouts", "an owner has at most 4294967295 payouts");
  }
  payout.number = next_number_;
  payout.version = version_;
  if (auto inserted = transaction_->insert_payout(owner_, view(payout)); !inserted) {
    return inserted;
  }
  ++next_number_;
  return {};
}

base::Status RecordHistory::finish() {
  return transaction_->set_payout_count(owner_, next_number_);
}

}  // namespace payoutd::actions
