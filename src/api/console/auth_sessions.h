// api/console/auth_sessions.h: GET /v1/auth/sessions and DELETE /v1/auth/sessions/{id}.
#pragma once

#include "actions/sessions.h"
#include "api/console/gate.h"

namespace payoutd::api::console {

// What is handed in must outlive the handler.
UserHandler auth_sessions_list(actions::Sessions& sessions);
UserHandler auth_sessions_revoke(actions::Sessions& sessions);

}  // namespace payoutd::api::console
