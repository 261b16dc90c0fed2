// api/console/referral_code.h: POST and DELETE /v1/referrals/code (docs/CONSOLE_API.md).
#pragma once

#include "actions/referrals.h"
#include "api/console/gate.h"

namespace payoutd::api::console {

// `referrals` must outlive the handlers.
UserHandler referral_code_set(actions::Referrals& referrals);
UserHandler referral_code_remove(actions::Referrals& referrals);

}  // namespace payoutd::api::console
