// actions/list_payouts.h: one page of a caller's own payouts, exact and as fresh as the caller.
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

  explicit ListPayouts(FreshIndex& fresh_index) : fresh_index_(fresh_index) {}

  // Fills `sink`, then calls `done`: usually before it returns, otherwise from another thread. With
  // an error (the store's) the sink has not been touched.
  void run(const Caller& caller, const payouts::ListQuery& query,
           std::shared_ptr<payouts::ListSink> sink, Done done);

 private:
  FreshIndex& fresh_index_;
};

}  // namespace payoutd::actions
