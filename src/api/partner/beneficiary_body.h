// api/partner/beneficiary_body.h: the body of POST /api/v1/beneficiaries (docs/PARTNER_API.md).
// Pure.
#pragma once

#include <string_view>

#include "base/result.h"
#include "payouts/new_payout.h"

namespace payoutd::api::partner {

// Refusals: `not_json` (no JSON, or no object), `invalid_fields` (Error::fields has them all, with
// the document's rules).
base::Result<payouts::NewBeneficiary> parse_beneficiary_body(std::string_view body);

}  // namespace payoutd::api::partner
