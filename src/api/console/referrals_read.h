// api/console/referrals_read.h: GET /v1/referrals/me, /rewards, /invitees (docs/CONSOLE_API.md).
#pragma once

#include "actions/referrals.h"
#include "api/console/gate.h"

namespace payoutd::api::console {

// `referrals` must outlive the handlers.
UserHandler referrals_me(const actions::Referrals& referrals);
UserHandler rewards_list(const actions::Referrals& referrals);
UserHandler invitees_list(const actions::Referrals& referrals);

}  // namespace payoutd::api::console
