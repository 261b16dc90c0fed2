// api/partner/payouts_list.h: GET /api/v1/payouts (seeds/partner_list_payouts, contract §4).
#pragma once

#include "actions/list_payouts.h"
#include "api/page_cache.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// What 500 says (the document prints it).
inline constexpr const char* payouts_list_failure = "Failed to retrieve payouts";

// Both must outlive the handler.
ClientHandler payouts_list(actions::ListPayouts& list_payouts, PageCache& page_cache);

}  // namespace payoutd::api::partner
