// api/console/auth_routes.h: the routes below /v1/auth.
#pragma once

#include "actions/sessions.h"
#include "actions/sign_in.h"
#include "api/console/cookies.h"
#include "api/console/gate.h"
#include "api/quota.h"
#include "http/router.h"

namespace payoutd::api::console {

// What signing in needs beside the gate. All of it must outlive the router.
struct AuthParts {
  actions::SignIn& sign_in;
  actions::Sessions& sessions;
  const SessionCookies& cookies;
  Quota& starts;    // of each source address
  Quota& verifies;  // likewise
};

// Behind add_routes (routes.h), whose surface adds `Cache-Control: no-store` to whatever is
// answered below this prefix.
inline constexpr std::string_view auth_prefix = "/v1/auth/";
void add_auth_routes(http::Router& router, Gate& gate, const AuthParts& parts);

}  // namespace payoutd::api::console
