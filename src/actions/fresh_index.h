// actions/fresh_index.h: an owner's index, built on first use and caught up with the store: never
// stale.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/worker_pool.h"
#include "index/index_cache.h"
#include "store/store.h"

namespace payoutd::actions {

// Safe from any thread. One owner's index is brought up to date by one thread at a time; whoever
// asks for it meanwhile waits for that, without holding a thread.
class FreshIndex {
 public:
  using Done = std::function<void(base::Result<std::shared_ptr<index::PayoutIndex>>)>;

  // `threads` is how many owners can be brought up to date at once. The destructor serves who
  // waits.
  FreshIndex(store::Store& store, index::IndexCache& cache, int threads)
      : store_(store), cache_(cache), pool_(threads) {}

  // Calls `done` with the index at version `at_least` or later: at once if it stands there, else
  // from a thread of the pool. Errors: those of the store.
  void get(payouts::OwnerKey owner, payouts::Version at_least, Done done);

  // Runs a slow read of an index on one of the threads that build them.
  void post(std::function<void()> read) { pool_.post(std::move(read)); }
  // An index has grown by what readers had it build.
  void note_size(payouts::OwnerKey owner, const std::shared_ptr<index::PayoutIndex>& index);

 private:
  struct Waiting {
    payouts::Version at_least;
    Done done;
  };

  void catch_up(payouts::OwnerKey owner);
  base::Status fetch_changes(payouts::OwnerKey owner,
                             const std::shared_ptr<index::PayoutIndex>& index);
  // Takes out those whom the index serves now; nobody left ends the owner's catch-up.
  std::vector<Waiting> take_served(payouts::OwnerKey owner, const base::Status& fetched,
                                   const index::PayoutIndex& index, bool& any_left);

  store::Store& store_;
  index::IndexCache& cache_;
  std::mutex mutex_;
  std::unordered_map<int64_t, std::vector<Waiting>> waiting_;  // protected by mutex_
  base::WorkerPool pool_;  // last: its threads use everything above until they have ended
};

}  // namespace payoutd::actions
