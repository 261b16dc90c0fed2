// api/partner/list_parameters.h: the parameters of GET /api/v1/payouts (contract §4). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "payouts/list_query.h"

namespace payoutd::api::partner {

struct ListParameters {
  payouts::ListQuery query;
  uint64_t page = 1;
  uint32_t limit = 20;    // as answered: what was asked for, at most 100
  std::string other_raw;  // the query without `page`, as received but fit for a link
};

// Refusal `invalid_parameters`: Error::fields tells every bad parameter. Rules: `unknown`,
// `duplicate`, `encoding` (percent-encoding, UTF-8, NUL), `number`, `minimum`, `maximum`, `one_of`,
// `currency`, `max_bytes`, `rfc3339`.
base::Result<ListParameters> parse_list_parameters(std::string_view query);

}  // namespace payoutd::api::partner
