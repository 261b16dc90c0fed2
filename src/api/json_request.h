// api/json_request.h: does a request say that its body is JSON? Pure.
#pragma once

#include "http/request.h"

namespace payoutd::api {

// True if there is one Content-Type and it is application/json, in any letter case and with any
// parameters.
bool says_json(const http::Request& request);

}  // namespace payoutd::api
