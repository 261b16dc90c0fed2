// api/console/errors.h: the console API's error body (contract §3):
// {"error":"<tag>","message":"<for people>","request_id":"req_…"}. Paths of no surface use it too.
#pragma once

#include <string_view>

#include "http/response.h"
#include "http/router.h"

namespace payoutd::api::console {

http::Response render_fault(http::Fault fault, std::string_view request_id);

// 401: no valid session.
http::Response unauthenticated(std::string_view request_id);

}  // namespace payoutd::api::console
