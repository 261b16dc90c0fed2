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

// 404: there is no such thing of the caller's; what is another's is the same.
http::Response not_found(std::string_view request_id);

// 415.
http::Response unsupported_media_type(std::string_view request_id);

// 400 for a header or a status that a rule forbids, with a name and code of its own.
http::Response refusal(int status, std::string_view name, std::string_view code,
                       std::string_view message, std::string_view request_id);

// What an action or a reader of bodies refused, by its reason (docs/PARTNER_API.md, "Errors"); 503
// with Retry-After for what a retry may help; 500 with `failure` for what is no client's business.
http::Response render_error(const base::Error& error, std::string_view failure,
                            std::string_view request_id);

// The same without request_id and status, as a result in a batch: appends the object, and gives the
// status.
int append_error(const base::Error& error, std::string& out);

}  // namespace payoutd::api::partner
