// api/console/errors.h: the console API's error body (contract §3):
// {"error":"<tag>","message":"<for people>","request_id":"req_…"}. Paths of no surface use it too.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/response.h"
#include "http/router.h"

namespace payoutd::api::console {

http::Response render_fault(http::Fault fault, std::string_view request_id);

// 401: no valid session.
http::Response unauthenticated(std::string_view request_id);

// 429.
http::Response too_many_requests(std::string_view request_id);

// A refusal with a tag of docs/CONSOLE_API.md.
http::Response refusal(int status, std::string_view tag, std::string_view message,
                       std::string_view request_id);

// What an action or a reader of bodies refused, by its reason; 503 with Retry-After for what a
// retry may help; 500 for what is no user's business, which is logged.
http::Response render_error(const base::Error& error, std::string_view request_id);

}  // namespace payoutd::api::console
