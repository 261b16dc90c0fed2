// api/partner/errors.h: the partner API's error body (contract §4):
// {"error":"<Name>","code":"<CODE>","message":"…","request_id":"…"}, and "details" on validation.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/response.h"
#include "http/router.h"

namespace payoutd::api::partner {

http::Response render_fault(http::Fault fault, std::string_view request_id);

// 401, as the document prints it.
http::Response unauthorized(std::string_view request_id);

// 429.
http::Response too_many_requests(std::string_view request_id);

// 400 with one detail for each fault.
http::Response validation_failure(const std::vector<base::FieldError>& faults,
                                  std::string_view request_id);

// 500 with what was attempted: "Failed to retrieve payouts".
http::Response internal_error(std::string_view message, std::string_view request_id);

}  // namespace payoutd::api::partner
