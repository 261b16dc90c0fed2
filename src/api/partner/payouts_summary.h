// api/partner/payouts_summary.h: GET /api/v1/payouts/summary (contract §4).
#pragma once

#include "actions/summarize_payouts.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* payouts_summary_failure = "Failed to summarize payouts";

// It must outlive the handler.
ClientHandler payouts_summary(actions::SummarizePayouts& summarize_payouts);

}  // namespace payoutd::api::partner
