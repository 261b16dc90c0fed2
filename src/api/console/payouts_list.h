// api/console/payouts_list.h: GET /v1/referrals/payouts (seeds/console_list_payouts, contract §3).
#pragma once

#include "actions/list_payouts.h"
#include "api/console/gate.h"
#include "api/page_cache.h"

namespace payoutd::api::console {

// What is handed in must outlive the handler.
UserHandler payouts_list(actions::ListPayouts& list_payouts, PageCache& page_cache);

}  // namespace payoutd::api::console
