// api/partner/payout_json.h: a payout as the partner API shows it in lists.
#pragma once

#include <string>

#include "payouts/payout.h"

namespace payoutd::api::partner {

// Appends the object with the fields and in the order of the document; what is unset is left out.
void append_payout(const payouts::PayoutView& payout, std::string& out);

}  // namespace payoutd::api::partner
