// api/operators/queue_move.h: POST /v1/admin/payouts/{id}/processing, /sent, /failed, /cancelled
// and /approve (docs/OPERATOR_API.md, "The queue").
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"

namespace payoutd::api::operators {

OperatorHandler queue_processing(const Services& services);
OperatorHandler queue_sent(const Services& services);
OperatorHandler queue_failed(const Services& services);
OperatorHandler queue_cancelled(const Services& services);
OperatorHandler queue_approve(const Services& services);

}  // namespace payoutd::api::operators
