// api/operators/operators_keep.h: GET and POST /v1/admin/operators, DELETE
// /v1/admin/operators/{name} (docs/OPERATOR_API.md).
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"

namespace payoutd::api::operators {

OperatorHandler operators_list(const Services& services);
OperatorHandler operators_create(const Services& services);
OperatorHandler operators_revoke(const Services& services);

}  // namespace payoutd::api::operators
