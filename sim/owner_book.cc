#include "sim/owner_book.h"

#include "sim/rules.h"

namespace payoutd::sim {

void OwnerBook::count(const KnownPayout& payout, int sign) {
  Moneys& sums = moneys[payout.amount.currency];
  if (payout.status == payouts::Status::completed) {
    sums.paid_amount += sign * static_cast<money::Sum>(payout.amount.micro);
    sums.paid_fees += sign * static_cast<money::Sum>(payout.fees_micro);
  } else if (!ends_a_life(payout.status)) {
    sums.held_amount += sign * static_cast<money::Sum>(payout.amount.micro);
    sums.held_fees += sign * static_cast<money::Sum>(payout.fees_micro);
  }
}

}  // namespace payoutd::sim
