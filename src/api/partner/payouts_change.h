// api/partner/payouts_change.h: POST /api/v1/payouts/{id}/cancel and /resolve
// (docs/PARTNER_API.md).
#pragma once

#include "actions/partner_payouts.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// `payouts` must outlive the handlers.
ClientHandler payouts_cancel(actions::PartnerPayouts& payouts);
ClientHandler payouts_resolve(actions::PartnerPayouts& payouts);

}  // namespace payoutd::api::partner
