// api/operators/errors.h: the operator API's error body (docs/OPERATOR_API.md, "Errors"):
// {"error":"<tag>","message":"<for people>","request_id":"req_…"}, and "field" where one is at
// fault.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/response.h"
#include "http/router.h"

namespace payoutd::api::operators {

http::Response render_fault(http::Fault fault, std::string_view request_id);

// An error of a status, a tag and a message; `field` may be empty.
http::Response refusal(int status, std::string_view tag, std::string_view message,
                       std::string_view request_id, std::string_view field = {});

// An action's error: the reason is the tag of each that the document names, with its status; faults
// of fields are 400 `invalid_args` with the first of them. What may be asked again is 503 with
// Retry-After; everything else is 500, and is in the log.
http::Response render_error(const base::Error& error, std::string_view request_id);

}  // namespace payoutd::api::operators
