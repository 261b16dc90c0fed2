// api/partner/payouts_list.h: GET /api/v1/payouts (seeds/partner_list_payouts, contract §4).
#pragma once

#include "actions/authenticate.h"
#include "actions/list_payouts.h"
#include "api/page_cache.h"
#include "http/router.h"

namespace payoutd::api::partner {

// Both must outlive the handler.
http::Handler payouts_list(const actions::Authenticate& authenticate,
                           actions::ListPayouts& list_payouts, PageCache& page_cache);

}  // namespace payoutd::api::partner
