// api/operators/payouts_look.h: GET /v1/admin/payouts and /v1/admin/payouts/{id}
// (docs/OPERATOR_API.md, "The queue").
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"

namespace payoutd::api::operators {

OperatorHandler payouts_list(const Services& services);
OperatorHandler payouts_find(const Services& services);

}  // namespace payoutd::api::operators
