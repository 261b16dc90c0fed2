// api/operators/payout_json.h: payouts as operators see them: the partner's fields, and whose they
// are and where they go (docs/OPERATOR_API.md, "The queue").
#pragma once

#include <string>

#include "actions/list_all_payouts.h"
#include "actions/look_at_payouts.h"

namespace payoutd::api::operators {

// A row of the list.
void append_row(const actions::Owner& owner, const payouts::PayoutView& payout, std::string& out);
// One alone, whole.
void append_whole(const actions::LookedAtPayout& payout, std::string& out);

}  // namespace payoutd::api::operators
