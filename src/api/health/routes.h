// api/health/routes.h: what a supervisor, a load balancer and a metrics collector ask.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "http/router.h"

namespace payoutd::api::health {

// Gives the text, now or later from another thread.
using TellMetrics = std::function<void(std::function<void(std::string text)> tell)>;

// /healthz: 200 while the process answers at all. /readyz: 200 if `ready` says so, else 503 with
// the reason. /metrics: the text of `metrics` (Prometheus exposition format), for collectors on
// this machine only: its numbers tell of all owners together, so to everybody else there is no such
// route.
void add_routes(http::Router& router, std::function<base::Status()> ready, TellMetrics metrics);

}  // namespace payoutd::api::health
