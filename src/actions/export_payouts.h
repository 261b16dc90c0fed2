// actions/export_payouts.h: a whole list of a caller's own payouts, as fresh as the caller when it
// begins and of that one state to its end; who was cut off goes on in the same state. From the
// owner's index or, if that would not fit memory, from the store: then nothing is kept, and who was
// cut off can go on only as long as nothing was written.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actions/authenticate.h"
#include "actions/export_states.h"
#include "actions/fresh_index.h"
#include "actions/list_walk.h"
#include "base/worker_pool.h"
#include "payouts/list_query.h"

namespace payoutd::actions {

// Safe from any thread.
class ExportPayouts {
 public:
  struct Asked {
    payouts::ListQuery query;                // its offset and limit mean nothing
    std::optional<std::string> cursor;       // none: begins anew
    std::optional<payouts::PayoutId> after;  // goes on behind it; only with a cursor
  };
  struct Begun {
    std::unique_ptr<ListWalk> walk;  // must be gone before `states` are
    std::string cursor;
  };
  using Done = std::function<void(base::Result<Begun>)>;

  // What is handed in must outlive it; all but `fresh_index` also what that still serves. A place
  // in a list is looked for on `slow`, and so is the beginning of one that is read from the store.
  ExportPayouts(FreshIndex& fresh_index, ExportStates& states, store::Store& store,
                base::WorkerPool& slow, const base::SealKey& key)
      : fresh_index_(fresh_index), states_(states), store_(store), slow_(slow), key_(key) {}

  // Calls `done`: usually before it returns, otherwise from another thread. Errors: the store's.
  // Refusals: `too_many_exports` (so many of the owner's run already, or of all owners' that must
  // be read from the store); `export_expired` (the cursor is none, or no longer one, of this
  // caller's for this query: which of these is not told); `invalid_fields` with the field `after`
  // (no payout of that list).
  void run(const Caller& caller, Asked asked, Done done);

 private:
  FreshIndex& fresh_index_;
  ExportStates& states_;
  store::Store& store_;
  base::WorkerPool& slow_;
  const base::SealKey& key_;
};

}  // namespace payoutd::actions
