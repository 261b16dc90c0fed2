// api/operators/routes.h: the operator API's table of contents.
#pragma once

#include "api/operators/gate.h"
#include "api/operators/services.h"
#include "http/router.h"

namespace payoutd::api::operators {

// What is handed in must outlive the router. The surface is `/v1/admin`; a larger
// body is not read.
void add_routes(http::Router& router, size_t body_bytes_max, Gate& gate, const Services& services);

}  // namespace payoutd::api::operators
