// index/change.h: what one changed payout does to all orders of a list. Private to the index.
#pragma once

#include "index/core.h"

namespace payoutd::index {

// Records a new payout (the next number) or replaces a known one in the state to come.
void apply_change(Edit& edit, Core& core, const payouts::PayoutView& payout,
                  payouts::OwnerKey owner);

}  // namespace payoutd::index
