// actions/fresh_index.h: an owner's index, or everybody's (actions/everybody_index_source.h), built
// on first use and caught up with the store: never stale.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "actions/index_source.h"
#include "base/worker_pool.h"
#include "index/index_cache.h"
#include "store/store.h"

namespace payoutd::actions {

// Safe from any thread. One owner's index is built, caught up and made ready by one thread at a
// time; whoever asks for it meanwhile waits for that, without holding a thread. Large indexes are
// built on threads of their own, so that other owners do not wait for them. One that broke while it
// was caught up is built anew for who waits; one that has outgrown the budget is let go of.
class FreshIndex {
 public:
  // Nothing (null): the owner's index would not fit the memory budget.
  using State = std::shared_ptr<const index::ListState>;
  using Done = std::function<void(base::Result<State>)>;

  // `threads` is how many owners can be caught up at once, and how many large ones built. The
  // destructor serves who waits.
  FreshIndex(std::unique_ptr<IndexSource> source, index::IndexCache& cache, int threads);
  // Of each owner's own payouts.
  FreshIndex(store::Store& store, index::IndexCache& cache, int threads);

  // The owner's state if it is there at version `at_least` or later; else null.
  State find(payouts::OwnerKey owner, payouts::Version at_least);

  // Calls `done` with a state at version `at_least` or later that is ready for the query, from a
  // thread of the pool. Errors: those of the store.
  void get(payouts::OwnerKey owner, payouts::Version at_least, payouts::ListQuery query, Done done);

  // Requests that were told so.
  uint64_t left_to_store() const { return left_to_store_; }

 private:
  struct Waiting {
    payouts::Version at_least;
    payouts::ListQuery query;
    Done done;
  };
  using Index = std::shared_ptr<index::PayoutIndex>;

  void catch_up(payouts::OwnerKey owner, bool may_build_large);
  // The index at the owner's version of now.
  base::Status bring_up(payouts::OwnerKey owner, const Index& index);
  // Null: the owner's index would be too large.
  void serve(payouts::OwnerKey owner, const Index& index, const base::Status& brought_up);
  static base::Result<State> make_ready(const Index& index, const payouts::ListQuery& query);
  // Takes out those whom a version serves.
  std::vector<Waiting> take_served(payouts::OwnerKey owner, payouts::Version reached);
  // False: somebody has come meanwhile.
  bool end_turn(payouts::OwnerKey owner);

  const std::unique_ptr<IndexSource> source_;
  index::IndexCache& cache_;
  std::atomic<uint64_t> left_to_store_ = 0;
  std::mutex mutex_;
  std::unordered_map<int64_t, std::vector<Waiting>> waiting_;  // protected by mutex_
  // Last: their threads use everything above until they have ended. What the pool hands to the
  // builders is done before they end, and the other way round never happens.
  base::WorkerPool builders_;
  base::WorkerPool pool_;
};

}  // namespace payoutd::actions
