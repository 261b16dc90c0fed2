// api/partner/payouts_create.h: POST /api/v1/payouts and /api/v1/payouts/batch
// (docs/PARTNER_API.md).
#pragma once

#include "actions/partner_payouts.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// `payouts` must outlive the handlers.
ClientHandler payouts_create(actions::PartnerPayouts& payouts);
ClientHandler payouts_create_batch(actions::PartnerPayouts& payouts);

}  // namespace payoutd::api::partner
