// api/partner/list_parameters.h: the parameters of GET /api/v1/payouts (contract §4), and of what
// else is said of that list: its summary, its export. Pure.
#pragma once

#include <span>
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

// The same for a summary, which has a filter and neither order nor page.
base::Result<payouts::ListFilter> parse_list_filter(std::string_view query);

// The same for a list that can be asked more: the names are some of those that `reading` was made
// with, and its faults are the reading's.
std::span<const std::string_view> list_parameter_names();
ListParameters read_list_parameters(ParameterReading& reading);

// Likewise for one that is not given page by page: filter and order.
std::span<const std::string_view> whole_list_parameter_names();
payouts::ListQuery read_whole_list(ParameterReading& reading);

}  // namespace payoutd::api::partner
