// api/reward_json.h: a reward, and what a user has of them, as users and operators see it
// (docs/CONSOLE_API.md).
#pragma once

#include <string>

#include "actions/referrals.h"
#include "base/json_writer.h"

namespace payoutd::api {

// The object; what is unset is null.
void write_reward(const store::StoredReward& stored, const payouts::OwnerId& user,
                  base::JsonWriter& json);

// `"balance":{…}`, whose sums may be beyond 64 bits.
void write_balance(const actions::ReferralBalance& balance, base::JsonWriter& json);

}  // namespace payoutd::api
