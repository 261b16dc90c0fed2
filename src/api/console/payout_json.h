// api/console/payout_json.h: a payout as the console API shows it.
#pragma once

#include <string>

#include "payouts/payout.h"

namespace payoutd::api::console {

// Appends the object with the fields and in the order of the document; tx_hash, note and
// completed_at are left out when unset.
void append_payout(const payouts::PayoutView& payout, const payouts::OwnerId& user,
                   std::string& out);

}  // namespace payoutd::api::console
