// api/console/payouts_request.h: POST /v1/referrals/payouts, GET /v1/referrals/payouts/{id} and
// POST /v1/referrals/payouts/{id}/cancel (docs/CONSOLE_API.md).
#pragma once

#include "actions/request_payout.h"
#include "api/console/gate.h"
#include "payouts/payout_networks.h"

namespace payoutd::api::console {

struct RequestRules {
  money::Currency currency;
  int64_t least_micro = 10 * money::micro_per_unit;
  payouts::PayoutNetworks networks;
};

// What is handed in must outlive the handlers, but for the rules.
UserHandler payouts_request(actions::RequestPayout& payouts, RequestRules rules);
UserHandler payouts_find(const actions::RequestPayout& payouts);
UserHandler payouts_cancel(actions::RequestPayout& payouts);

// What a body asks for. Refusals, the first that applies: `invalid_json`, `invalid_args`,
// `invalid_network`, `invalid_address`, `payout_below_min`. Pure.
base::Result<payouts::RequestedPayout> parse_request(const http::Request& request,
                                                     const RequestRules& rules);

}  // namespace payoutd::api::console
