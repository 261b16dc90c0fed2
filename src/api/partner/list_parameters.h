// api/partner/list_parameters.h: the parameters of GET /api/v1/payouts (contract §4). Pure.
#pragma once

#include <string_view>

#include "api/partner/parameter_reading.h"
#include "base/result.h"
#include "payouts/list_query.h"

namespace payoutd::api::partner {

struct ListParameters : AskedPage {
  payouts::ListQuery query;
};

// Refusal `invalid_parameters`: Error::fields tells every bad parameter. Rules: those of
// ParameterReading, `currency` and `rfc3339`.
base::Result<ListParameters> parse_list_parameters(std::string_view query);

}  // namespace payoutd::api::partner
