#include "actions/record_history.h"

#include <limits>

#include "actions/post_entry.h"
#include "payouts/money_of.h"

namespace payoutd::actions {

base::Result<RecordHistory> RecordHistory::begin(store::Transaction& transaction,
                                                 payouts::OwnerKey owner, base::Timestamp now) {
  auto changing = transaction.change_owner(owner);
  if (!changing) return base::forward(std::move(changing));
  return RecordHistory(transaction, **changing, now);
}

base::Status RecordHistory::record(payouts::Payout& payout) {
  if (owner_->payout_count == std::numeric_limits<payouts::PayoutNumber>::max()) {
    return base::refused("too_many_payouts", "an owner has at most 4294967295 payouts");
  }
  payout.number = owner_->payout_count;
  payout.version = owner_->version;
  auto inserted = transaction_->insert_payout(owner_->key, view(payout), {}, {});
  if (!inserted) return inserted;
  ++owner_->payout_count;
  return payout.status == payouts::Status::completed ? count_paid(payout) : base::Status();
}

base::Status RecordHistory::count_paid(const payouts::Payout& payout) {
  Paid& paid = paid_[payout.amount.currency];
  // One entry's amounts stay well within 64 bits.
  if (paid.amount_micro + paid.fees_micro > 2 * money::amount_max_micro) {
    if (auto booked = book(payout.amount.currency, paid); !booked) return booked;
  }
  paid.amount_micro += payout.amount.micro;
  paid.fees_micro += payout.fees_micro;
  return {};
}

base::Status RecordHistory::book(money::Currency currency, Paid& paid) {
  if (paid.amount_micro == 0) return {};
  const auto entry = payouts::imported_money(currency, paid.amount_micro, paid.fees_micro);
  paid = {};
  auto posted = post_entry(*transaction_, owner_->key, entry, {{}, "Imported history", now_});
  return posted ? base::Status() : base::forward(std::move(posted));
}

base::Status RecordHistory::finish() {
  for (auto& [currency, paid] : paid_) {
    if (auto booked = book(currency, paid); !booked) return booked;
  }
  return {};
}

}  // namespace payoutd::actions
