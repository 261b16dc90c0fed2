// api/console/auth_me.h: GET and PATCH /v1/auth/me.
#pragma once

#include "actions/sessions.h"
#include "api/console/cookies.h"
#include "api/console/gate.h"

namespace payoutd::api::console {

// What is handed in must outlive the handler.
UserHandler auth_me_get(actions::Sessions& sessions, const SessionCookies& cookies);
UserHandler auth_me_change(actions::Sessions& sessions);

}  // namespace payoutd::api::console
