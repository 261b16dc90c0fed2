// api/partner/whole_payout_json.h: one payout as the partner API shows it alone: every field, null
// where it is unset, and its events (docs/PARTNER_API.md, "A payout").
#pragma once

#include <string>

#include "actions/whole_payout.h"

namespace payoutd::api::partner {

void append_whole_payout(const actions::WholePayout& whole, std::string& out);

}  // namespace payoutd::api::partner
