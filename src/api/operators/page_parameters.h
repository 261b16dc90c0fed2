// api/operators/page_parameters.h: what lists of operators are asked. Pure.
#pragma once

#include "actions/keep_accounts.h"
#include "actions/list_all_payouts.h"
#include "api/partner/list_parameters.h"

namespace payoutd::api::operators {

// Refusal of each: `invalid_parameters` with every fault.

// The partner's list, and `owner`, `network`, `address`.
struct PayoutsParameters : partner::AskedPage {
  actions::AllPayoutsQuery query;
};
base::Result<PayoutsParameters> parse_payouts_parameters(std::string_view query);

// `limit` (20, at most 100) and `offset`; of users also `email`.
base::Result<actions::OwnerQuery> parse_owner_parameters(std::string_view query,
                                                         actions::OwnerKind kind);

// `limit` (20, at most 100) and `before`, a number.
struct AuditParameters {
  uint32_t limit = 0;
  int64_t before = 0;
};
base::Result<AuditParameters> parse_audit_parameters(std::string_view query);

}  // namespace payoutd::api::operators
