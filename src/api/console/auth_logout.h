// api/console/auth_logout.h: POST /v1/auth/logout.
#pragma once

#include "actions/sessions.h"
#include "api/console/cookies.h"
#include "api/console/gate.h"

namespace payoutd::api::console {

// What is handed in must outlive the handler.
VisitorHandler auth_logout(actions::Sessions& sessions, const SessionCookies& cookies);

}  // namespace payoutd::api::console
