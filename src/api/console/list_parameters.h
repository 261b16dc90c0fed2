// api/console/list_parameters.h: the parameters of GET /v1/referrals/payouts (contract §3). Pure.
#pragma once

#include <string_view>

#include "payouts/list_query.h"

namespace payoutd::api::console {

// Never fails: `limit` is clamped to 1–200 and is 50 if it is not a number, `offset` is 0 if it is
// negative or not a number. Other parameters are ignored; of one given twice the first counts.
payouts::ListQuery parse_list_parameters(std::string_view query);

}  // namespace payoutd::api::console
