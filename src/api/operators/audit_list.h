// api/operators/audit_list.h: GET /v1/admin/audit (docs/OPERATOR_API.md, "The audit log").
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"
#include "base/json_writer.h"

namespace payoutd::api::operators {

OperatorHandler audit_list(const Services& services);

// "items":[…],"has_more":true, as members of an object that is being written.
void write_audit(base::JsonWriter& json, const actions::AuditPage& page);

}  // namespace payoutd::api::operators
