// api/partner/summary_json.h: what payouts come to, as the partner API shows it.
#pragma once

#include <string>

#include "payouts/list_summary.h"

namespace payoutd::api::partner {

// Appends {"count":…,"statuses":[{"status","count"}…],"currencies":[{"currency","count","amount",
// "fees","total_amount","statuses":[{"status","count","amount","fees","total_amount"}…]}…]}: only
// what there is at least one of; currencies by code, statuses in their own order. Money is never
// added across currencies.
void append_summary(const payouts::ListSummary& summary, std::string& out);

}  // namespace payoutd::api::partner
