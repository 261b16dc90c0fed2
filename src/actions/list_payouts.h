// actions/list_payouts.h: one page of a caller's own payouts, exact and as fresh as the caller:
// from the owner's index or, if that would not fit memory, from the store.
#pragma once

#include <functional>
#include <memory>

#include "actions/authenticate.h"
#include "actions/fresh_index.h"
#include "payouts/list_page.h"
#include "payouts/list_query.h"

namespace payoutd::actions {

// Safe from any thread.
class ListPayouts {
 public:
  using Done = std::function<void(base::Status)>;

  // All must outlive it, and `slow`, which reads lists from the store, what runs on it.
  ListPayouts(FreshIndex& fresh_index, store::Store& store, base::WorkerPool& slow)
      : fresh_index_(fresh_index), store_(store), slow_(slow) {}

  // Fills `sink`, then calls `done`: usually before it returns, otherwise from another thread. With
  // an error (the store's) nothing that the sink may have been given counts.
  void run(const Caller& caller, const payouts::ListQuery& query,
           std::shared_ptr<payouts::ListSink> sink, Done done);

 private:
  base::Status read_from_store(payouts::OwnerKey owner, const payouts::ListQuery& query,
                               payouts::ListSink& sink);

  FreshIndex& fresh_index_;
  store::Store& store_;
  base::WorkerPool& slow_;
};

}  // namespace payoutd::actions
