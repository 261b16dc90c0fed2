// api/operators/services.h: the use cases behind the operator API's routes.
#pragma once

#include "actions/keep_operators.h"
#include "actions/operate_referrals.h"
#include "actions/operator_change.h"

namespace payoutd::api::operators {

// What it refers to must outlive it and every route that was given it.
struct Services {
  const actions::OperatorChanges& changes;
  const actions::KeepOperators& operators;
  const actions::OperateReferrals& referrals;
};

}  // namespace payoutd::api::operators
