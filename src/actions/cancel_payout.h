// actions/cancel_payout.h: a payout that its client does not want any more.
#pragma once

#include <functional>
#include <utility>

#include "actions/authenticate.h"
#include "actions/rail_choice.h"
#include "actions/record_outcome.h"
#include "actions/whole_payout.h"
#include "base/clock.h"
#include "base/in_flight.h"
#include "store/writer.h"

namespace payoutd::actions {

// Safe from any thread.
class CancelPayout {
 public:
  using Done = std::function<void(base::Result<WholePayout>)>;

  // Runs a task that may take as long as a rail takes: later, where that holds nobody up.
  using SlowCall = std::function<void(std::function<void()> task)>;

  // Rails are spoken to by `slow_call`. The destructor waits for what runs.
  CancelPayout(store::Writer& writer, const RailChoice& rails, const base::Clock& clock,
               SlowCall slow_call, DispatchTimes times)
      : writer_(writer),
        rails_(rails),
        clock_(clock),
        slow_call_(std::move(slow_call)),
        times_(times) {}

  // At once while nothing was handed to a rail; while it is processed, if the rail says that
  // nothing was sent. `done` gets the payout, cancelled, once that is durable. Refusals:
  // `payout_not_found`, `not_cancellable`. Errors: `rail_unavailable` (the rail did not answer: the
  // payout may or may not be cancelled later), the writer's.
  void run(const Caller& caller, const payouts::PayoutId& id, Done done);

 private:
  struct Job;

  base::Status cancel_or_find_attempt(store::Transaction& transaction, Job& job);
  void ask_rail(const std::shared_ptr<Job>& job);

  store::Writer& writer_;
  const RailChoice& rails_;
  const base::Clock& clock_;
  const SlowCall slow_call_;
  const DispatchTimes times_;
  base::InFlight jobs_;  // last: it waits for what uses the rest
};

}  // namespace payoutd::actions
