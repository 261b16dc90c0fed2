// actions/resolve_payout.h: what stopped a payout was seen to: it is queued again.
#pragma once

#include <functional>

#include "actions/authenticate.h"
#include "actions/whole_payout.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// `done` gets the payout, queued, once that is durable. Its next attempt is a new one: the stopped
// one sent nothing and never will (rails/rail.h). Refusals: `payout_not_found`,
// `no_action_required`. Or the writer's errors.
void resolve_payout(store::Writer& writer, const base::Clock& clock, const Caller& caller,
                    const payouts::PayoutId& id,
                    std::function<void(base::Result<WholePayout>)> done);

}  // namespace payoutd::actions
