// api/console/routes.h: the console API's table of contents.
#pragma once

#include <string>
#include <vector>

#include "actions/authenticate.h"
#include "actions/list_payouts.h"
#include "api/page_cache.h"
#include "http/router.h"

namespace payoutd::api::console {

struct ConsoleSettings {
  std::string session_cookie = "payoutd_session";
  std::string csrf_cookie = "payoutd_csrf";
  std::vector<std::string> origins;  // of other sites' pages that may call
  size_t body_bytes_max = 16 << 10;
};

// What is handed in must outlive the router. Paths that belong to no surface answer as this one
// does, without CORS but with its limit of bodies.
void add_routes(http::Router& router, const ConsoleSettings& settings,
                const actions::Authenticate& authenticate, actions::ListPayouts& list_payouts,
                PageCache& page_cache);

}  // namespace payoutd::api::console
