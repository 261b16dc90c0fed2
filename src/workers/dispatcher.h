// workers/dispatcher.h: moves created payouts to their rails and follows them to the end.
//
// What is due stands in the store (due_at), so a restart at any moment goes on where the last one
// stopped. The loop sleeps until something is due or it is woken; it never polls.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "actions/dispatch_payouts.h"
#include "base/worker_pool.h"
#include "workers/bell.h"

namespace payoutd::workers {

struct DispatcherOptions {
  // Payouts about which rails are spoken to at the same time; sending and asking leave each other a
  // quarter of them.
  int in_flight_max = 16;
  // Without a ring: another server may have created a payout and died, or a clock may have been
  // set.
  std::chrono::microseconds look_again_after = std::chrono::seconds(5);
};

class Dispatcher {
 public:
  // Begins at once. Whoever commits rings `bell`: something may have become due. Both must outlive
  // it.
  Dispatcher(actions::DispatchPayouts& dispatch, Bell& bell, DispatcherOptions options);
  // Waits for the rails that are being spoken to; what is due then waits for the next start.
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;

  int in_flight() const;

 private:
  using Name = std::pair<payouts::OwnerKey, payouts::PayoutNumber>;

  // What a step takes: nothing but the store, or a rail's time.
  enum class Kind { store_only, send, ask };
  static Kind kind_of(payouts::Status status);

  void run();
  void begin_due();
  size_t limit_of(Kind kind) const;
  size_t busy(Kind kind) const;
  bool take_slot(const store::DuePayout& due, Kind kind);
  void step(const store::DuePayout& due);
  void send(const actions::OpenAttempt& attempt);
  void finish(const Name& name);
  // How long until something is due that is not being seen to already.
  std::chrono::microseconds until_due();
  void note_failure(const base::Error& error);

  actions::DispatchPayouts& dispatch_;
  const DispatcherOptions options_;
  Bell& bell_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  // Begun and not yet finished; protected by mutex_, as are their counts.
  std::map<Name, Kind> busy_;
  std::array<size_t, 3> count_{};
  base::Timestamp looked_at_;  // the loop's own
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> failing_ = false;  // the store refused a step: wait before the next
  // Last: they use all of the above.
  base::WorkerPool senders_;
  std::thread loop_;
};

}  // namespace payoutd::workers
