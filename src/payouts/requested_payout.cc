#include "payouts/requested_payout.h"

namespace payoutd::payouts {

base::Sha256 meaning_of(const RequestedPayout& payout) {
  // No currency and no network has a line break in it.
  return base::sha256("requested\n" + std::to_string(payout.amount.micro) + "\n" +
                      std::string(payout.amount.currency.code()) + "\n" + payout.network + "\n" +
                      payout.address);
}

}  // namespace payoutd::payouts
