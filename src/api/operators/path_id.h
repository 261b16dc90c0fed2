// api/operators/path_id.h: what a path names. Pure.
#pragma once

#include "base/result.h"
#include "http/request.h"
#include "payouts/payout.h"

namespace payoutd::api::operators {

// Its UUID or its pyt_…. Refusal: `invalid_payout_id`.
base::Result<payouts::PayoutId> payout_id(const http::Request& request);

// A UUID by that name in the path. Refusals: `invalid_user_id` (of a user), `client_not_found`.
base::Result<payouts::OwnerId> user_id(const http::Request& request, std::string_view name);
base::Result<payouts::OwnerId> client_id(const http::Request& request, std::string_view name);

}  // namespace payoutd::api::operators
