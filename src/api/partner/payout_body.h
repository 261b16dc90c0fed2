// api/partner/payout_body.h: the bodies of POST /api/v1/payouts and /api/v1/payouts/batch
// (docs/PARTNER_API.md). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "payouts/new_payout.h"

namespace payoutd::api::partner {

// Refusals: `not_json` (no JSON, or no object), `invalid_fields` (Error::fields has them all, with
// the document's rules). What can only be told beside the store (`not_found` of what has the form
// of an id, `conflict`, `wallet_currency`) is not told here.
base::Result<payouts::NewPayout> parse_payout_body(std::string_view body);

inline constexpr size_t batch_payouts_max = 10'000;

struct BatchBody {
  bool atomic = false;
  // In the order of the body. Refusal of one: `invalid_fields`; one that is no object has the
  // fault `type` of the field "".
  std::vector<base::Result<payouts::NewPayout>> payouts;
  // Of each refused one, in that order, its canonical JSON: what payouts::meaning_of_batch asks
  // for.
  std::vector<std::string> refused_json;
};

// Refusals: `not_json`, and `invalid_fields` for what is wrong with the batch itself.
base::Result<BatchBody> parse_batch_body(std::string_view body);

}  // namespace payoutd::api::partner
