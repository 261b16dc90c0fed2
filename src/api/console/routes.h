// api/console/routes.h: the console API's table of contents.
#pragma once

#include <string>
#include <vector>

#include "actions/list_payouts.h"
#include "api/console/gate.h"
#include "api/page_cache.h"
#include "http/router.h"

namespace payoutd::api::console {

struct ConsoleSettings {
  std::string session_cookie = "payoutd_session";
  std::string csrf_cookie = "payoutd_csrf";
  std::vector<std::string> origins;  // of other sites' pages that may call
};

// What is handed in must outlive the router. Paths that belong to no surface answer as this one
// does, without CORS.
void add_routes(http::Router& router, const ConsoleSettings& settings, Gate& gate,
                actions::ListPayouts& list_payouts, PageCache& page_cache);

}  // namespace payoutd::api::console
