// api/operators/services.h: the use cases behind the operator API's routes.
#pragma once

#include <functional>

#include "actions/keep_accounts.h"
#include "actions/keep_operators.h"
#include "actions/list_all_payouts.h"
#include "actions/look_at_payouts.h"
#include "actions/operate_payout.h"
#include "actions/operate_referrals.h"
#include "actions/operator_change.h"

namespace payoutd::api::operators {

// What it refers to must outlive it and every route that was given it.
struct Services {
  const actions::OperatorChanges& changes;
  const actions::KeepOperators& operators;
  const actions::OperateReferrals& referrals;
  const actions::OperatePayouts& payouts;
  const actions::LookAtPayouts& look;
  actions::ListAllPayouts& all_payouts;
  const actions::KeepAccounts& accounts;
  std::function<base::Result<actions::AuditPage>(int64_t before, uint32_t limit)> list_audit;
};

}  // namespace payoutd::api::operators
