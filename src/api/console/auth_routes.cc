#include "api/console/auth_routes.h"

#include "api/console/auth_email.h"
#include "api/console/auth_logout.h"
#include "api/console/auth_me.h"
#include "api/console/auth_sessions.h"

namespace payoutd::api::console {

void add_auth_routes(http::Router& router, Gate& gate, const AuthParts& parts) {
  using http::Method;
  router.add(Method::post, "/v1/auth/email/start",
             gate.guard_source(auth_email_start(parts.sign_in, parts.starts)));
  router.add(Method::post, "/v1/auth/email/verify",
             gate.guard_source(auth_email_verify(parts.sign_in, parts.verifies, parts.cookies)));
  router.add(Method::get, "/v1/auth/me", gate.guard(auth_me_get(parts.sessions, parts.cookies)));
  router.add(Method::patch, "/v1/auth/me", gate.guard(auth_me_change(parts.sessions)));
  router.add(Method::post, "/v1/auth/logout",
             gate.guard_visitors(auth_logout(parts.sessions, parts.cookies)));
  router.add(Method::get, "/v1/auth/sessions", gate.guard(auth_sessions_list(parts.sessions)));
  router.add(Method::del, "/v1/auth/sessions/{id}",
             gate.guard(auth_sessions_revoke(parts.sessions)));
}

}  // namespace payoutd::api::console
