// actions/summarize_payouts.h: what a caller's own payouts come to, exact and as fresh as the
// caller.
#pragma once

#include <functional>

#include "actions/authenticate.h"
#include "actions/fresh_index.h"
#include "payouts/list_query.h"
#include "payouts/list_summary.h"

namespace payoutd::actions {

// Safe from any thread.
class SummarizePayouts {
 public:
  using Done = std::function<void(base::Result<payouts::ListSummary>)>;

  // As of ListPayouts.
  SummarizePayouts(FreshIndex& fresh_index, store::Store& store, base::WorkerPool& slow)
      : fresh_index_(fresh_index), store_(store), slow_(slow) {}

  // Calls `done`: usually before it returns, otherwise from another thread. Errors: the store's.
  void run(const Caller& caller, const payouts::ListFilter& filter, const Done& done);

 private:
  FreshIndex& fresh_index_;
  store::Store& store_;
  base::WorkerPool& slow_;
};

}  // namespace payoutd::actions
