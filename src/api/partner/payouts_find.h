// api/partner/payouts_find.h: GET /api/v1/payouts/{id}, /api/v1/payouts/by-reference/{reference_id}
// and /api/v1/idempotency/{key} (docs/PARTNER_API.md).
#pragma once

#include "actions/partner_payouts.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// `payouts` must outlive the handlers.
ClientHandler payouts_find(actions::PartnerPayouts& payouts);
ClientHandler payouts_find_by_reference(actions::PartnerPayouts& payouts);
ClientHandler idempotency_find(actions::PartnerPayouts& payouts);

}  // namespace payoutd::api::partner
