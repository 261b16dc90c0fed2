// actions/record_outcome.h: what a rail said of an attempt, written into the journal, and the
// payout moved accordingly. The only place where a rail's words become a status.
#pragma once

#include "actions/authenticate.h"
#include "payouts/move.h"
#include "rails/rail.h"
#include "store/transaction.h"

namespace payoutd::actions {

// Waits of the dispatcher.
struct DispatchTimes {
  int64_t lease_micros = 30'000'000;       // for a rail's answer to a submission
  int64_t ask_first_micros = 1'000'000;    // before an unknown outcome is asked about again;
  int64_t ask_max_micros = 3'600'000'000;  // doubled each time, up to this
  int64_t unsent_expiry_micros = 2'592'000'000'000;  // created or queued for so long: expired
  int64_t action_expiry_micros = 604'800'000'000;    // action_required for so long: expired
};

// One attempt of one payout.
struct AttemptName {
  payouts::OwnerKey owner;
  payouts::PayoutNumber payout = 0;
  int64_t attempt = 0;
};

// Does the attempt have to be submitted once more, under the same key? Only where the rail was
// certain that it never came.
enum class Next { nothing, submit_again };

// Writes down what `outcome` says. An attempt that is over stays as it is: a late or repeated
// answer changes nothing. An unknown outcome changes no status; it is asked about again after a
// wait that grows. `mover` is who caused a cancellation; everything else is moved by the rail.
base::Result<Next> record_outcome(store::Transaction& transaction, const AttemptName& name,
                                  const rails::Outcome& outcome,
                                  const rails::Capabilities& capabilities,
                                  const payouts::Actor& mover, const DispatchTimes& times,
                                  base::Timestamp now);

}  // namespace payoutd::actions
