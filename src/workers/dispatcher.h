// workers/dispatcher.h: moves created payouts to their rails and follows them to the end.
//
// What is due stands in the store (due_at), so a restart at any moment goes on where the last one
// stopped. The loop sleeps until something is due or it is woken; it never polls.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "actions/dispatch_payouts.h"
#include "base/worker_pool.h"

namespace payoutd::workers {

struct DispatcherOptions {
  int in_flight_max = 16;  // payouts about which rails are spoken to at the same time
};

class Dispatcher {
 public:
  // Begins at once. `dispatch` must outlive it.
  Dispatcher(actions::DispatchPayouts& dispatch, DispatcherOptions options);
  // Waits for the rails that are being spoken to; what is due then waits for the next start.
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;

  // Something may have become due: call it after commits. Cheap; safe from any thread.
  void wake();

  int in_flight() const;

 private:
  using Name = std::pair<payouts::OwnerKey, payouts::PayoutNumber>;

  void run();
  // Begins what can be begun; false if nothing could.
  bool begin_due();
  bool take_slot(const store::DuePayout& due);
  void step(const store::DuePayout& due);
  void send(const actions::OpenAttempt& attempt);
  void finish(const Name& name);
  void wait_for_news(bool progressed);
  void note_failure(const base::Error& error);

  actions::DispatchPayouts& dispatch_;
  const DispatcherOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  // Below: protected by mutex_.
  std::set<Name> busy_;  // begun and not yet finished
  bool woken_ = false;
  bool stopping_ = false;
  bool failing_ = false;  // the store refused a step: wait before the next
  // Last: they use all of the above.
  base::WorkerPool senders_;
  std::thread loop_;
};

}  // namespace payoutd::workers
