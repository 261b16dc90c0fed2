// api/operators/referrals_keep.h: the routes of referral money (docs/OPERATOR_API.md, "Money").
#pragma once

#include "actions/operate_referrals.h"
#include "api/operators/gate.h"
#include "api/operators/services.h"

namespace payoutd::api::operators {

OperatorHandler payments_tell(const Services& services);
OperatorHandler rewards_credit(const Services& services);
OperatorHandler rewards_unlock(const Services& services);
OperatorHandler rewards_reverse(const Services& services);
OperatorHandler rewards_spend(const Services& services);
OperatorHandler tier_set(const Services& services);
OperatorHandler standing_find(const Services& services);

}  // namespace payoutd::api::operators
