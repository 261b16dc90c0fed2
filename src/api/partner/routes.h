// api/partner/routes.h: the partner API's table of contents.
#pragma once

#include "actions/list_payouts.h"
#include "actions/partner_payouts.h"
#include "api/page_cache.h"
#include "api/partner/authentication.h"
#include "http/router.h"

namespace payoutd::api::partner {

// What is handed in must outlive the router.
void add_routes(http::Router& router, Gate& gate, actions::ListPayouts& list_payouts,
                PageCache& page_cache, actions::PartnerPayouts& payouts);

}  // namespace payoutd::api::partner
