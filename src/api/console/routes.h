// api/console/routes.h: the console API's table of contents.
#pragma once

#include <string>
#include <vector>

#include "actions/list_payouts.h"
#include "actions/referrals.h"
#include "actions/request_payout.h"
#include "api/console/gate.h"
#include "api/console/payouts_request.h"
#include "api/page_cache.h"
#include "http/router.h"

namespace payoutd::api::console {

struct ConsoleSettings {
  std::string session_cookie = "payoutd_session";
  std::string csrf_cookie = "payoutd_csrf";
  std::vector<std::string> origins;  // of other sites' pages that may call
  size_t body_bytes_max = 16 << 10;
};

// The use cases behind the routes.
struct ConsoleServices {
  actions::ListPayouts& list_payouts;
  PageCache& page_cache;
  actions::RequestPayout& request_payout;
  actions::Referrals& referrals;
};

// What is handed in must outlive the router. Paths that belong to no surface answer as this one
// does, without CORS but with its limit of bodies.
void add_routes(http::Router& router, const ConsoleSettings& settings, const RequestRules& rules,
                Gate& gate, const ConsoleServices& services);

}  // namespace payoutd::api::console
