// api/partner/routes.h: the partner API's table of contents.
#pragma once

#include "actions/export_payouts.h"
#include "actions/list_payouts.h"
#include "actions/partner_payouts.h"
#include "actions/summarize_payouts.h"
#include "api/page_cache.h"
#include "api/partner/authentication.h"
#include "http/router.h"

namespace payoutd::api::partner {

// What the routes of payouts use; must outlive the router.
struct PayoutServices {
  actions::ListPayouts& list_payouts;
  PageCache& page_cache;
  actions::SummarizePayouts& summarize_payouts;
  actions::ExportPayouts& export_payouts;
  actions::PartnerPayouts& payouts;
  const base::Clock& clock;
};

// What is handed in must outlive the router.
void add_routes(http::Router& router, Gate& gate, PayoutServices services);

}  // namespace payoutd::api::partner
