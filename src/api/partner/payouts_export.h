// api/partner/payouts_export.h: GET /api/v1/payouts/export (contract §4).
#pragma once

#include "actions/export_payouts.h"
#include "api/partner/authentication.h"
#include "base/clock.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* payouts_export_failure = "Failed to export payouts";

// Both must outlive the handler.
ClientHandler payouts_export(actions::ExportPayouts& export_payouts, const base::Clock& clock);

}  // namespace payoutd::api::partner
