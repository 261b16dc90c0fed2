// payouts/requested_payout.h: what a user asks for: money of the referral balance to an address on
// a chain. Already valid by itself. Plain values.
#pragma once

#include <string>

#include "base/secret.h"
#include "money/amount.h"

namespace payoutd::payouts {

struct RequestedPayout {
  money::Amount amount;  // above 0
  std::string network;   // of payout_networks.h
  std::string address;   // judged by the network's rule
};

// Equal for two requests that mean the same, and for no others.
base::Sha256 meaning_of(const RequestedPayout& payout);

}  // namespace payoutd::payouts
