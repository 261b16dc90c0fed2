// api/console/payouts_list.h: GET /v1/referrals/payouts (seeds/console_list_payouts, contract §3).
#pragma once

#include <string>

#include "actions/authenticate.h"
#include "actions/list_payouts.h"
#include "api/page_cache.h"
#include "http/router.h"

namespace payoutd::api::console {

// What is handed in must outlive the handler.
http::Handler payouts_list(const actions::Authenticate& authenticate,
                           actions::ListPayouts& list_payouts, PageCache& page_cache,
                           std::string session_cookie);

}  // namespace payoutd::api::console
