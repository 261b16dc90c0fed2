// api/operators/call_subject.h: what the audit log says of a call. Pure.
#pragma once

#include <string>

#include "actions/audit.h"
#include "http/request.h"

namespace payoutd::api::operators {

// A larger body is not read at all (docs/OPERATOR_API.md, "Errors").
inline constexpr size_t body_bytes_max = 4096;

// The action is the method and the route's pattern, the target the path's first value (cut as
// base::shown_name does). The detail is the body, if it is a JSON object whose names stand once;
// else the query, if there is one; else nothing. No body of the operator API has a secret in it.
actions::AuditSubject subject_of(const http::Request& request, std::string operator_name);

}  // namespace payoutd::api::operators
