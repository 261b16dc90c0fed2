#include "workers/dispatcher.h"

#include <algorithm>
#include <thread>

#include "base/log.h"

namespace payoutd::workers {
namespace {

constexpr std::chrono::milliseconds after_failure{1000};
// Another server may have created a payout and died, and a clock may have been set.
constexpr std::chrono::seconds at_most{5};
constexpr uint32_t due_limit = 256;

}  // namespace

Dispatcher::Dispatcher(actions::DispatchPayouts& dispatch, Bell& bell, DispatcherOptions options)
    : dispatch_(dispatch),
      options_(options),
      bell_(bell),
      senders_(options.in_flight_max),
      loop_([this] { run(); }) {}

Dispatcher::~Dispatcher() {
  stopping_ = true;
  bell_.ring();
  loop_.join();
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return busy_.empty(); });
}

int Dispatcher::in_flight() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(busy_.size());
}

void Dispatcher::run() {
  while (!stopping_) {
    begin_due();
    if (stopping_) return;
    if (failing_.exchange(false)) {
      // Not the bell: whatever fails rings it too.
      std::this_thread::sleep_for(after_failure);
    } else {
      bell_.wait_for(until_due());
    }
  }
}

void Dispatcher::begin_due() {
  looked_at_ = dispatch_.now();
  const auto due = dispatch_.find_due(due_limit + static_cast<uint32_t>(options_.in_flight_max));
  if (!due) return note_failure(due.error());
  for (const store::DuePayout& each : *due) {
    if (take_slot(each)) step(each);
  }
}

std::chrono::microseconds Dispatcher::until_due() {
  // What was due when begin_due() looked and was not begun waits for a slot: finish() rings.
  const auto next = dispatch_.next_due(looked_at_);
  if (!next || !*next) return at_most;
  const int64_t micros = (*next)->micros - dispatch_.now().micros;
  return std::clamp(std::chrono::microseconds(micros), std::chrono::microseconds(0),
                    std::chrono::microseconds(at_most));
}

// Steps that only the store is needed for are quick and many at a time; those after which a rail is
// spoken to are limited.
bool Dispatcher::take_slot(const store::DuePayout& due) {
  const bool speaks = due.status != payouts::Status::created;
  const std::lock_guard lock(mutex_);
  const auto limit = static_cast<size_t>(options_.in_flight_max) + (speaks ? 0 : due_limit);
  if (busy_.size() >= limit) return false;
  return busy_.emplace(due.owner, due.number).second;
}

void Dispatcher::step(const store::DuePayout& due) {
  const Name name(due.owner, due.number);
  dispatch_.step(due, [this, name](base::Result<std::optional<actions::OpenAttempt>> stepped) {
    if (!stepped) note_failure(stepped.error());
    if (!stepped || !*stepped) return finish(name);
    send(**stepped);
  });
}

void Dispatcher::send(const actions::OpenAttempt& attempt) {
  senders_.post([this, attempt] {
    dispatch_.send(attempt, [this, attempt](base::Result<bool> submit_again) {
      if (!submit_again) note_failure(submit_again.error());
      if (submit_again && *submit_again) {
        actions::OpenAttempt again = attempt;
        again.to_submit = true;
        return send(again);
      }
      finish({attempt.name.owner, attempt.name.payout});
    });
  });
}

void Dispatcher::finish(const Name& name) {
  Bell& bell = bell_;  // after the last one this object may be gone
  {
    const std::lock_guard lock(mutex_);
    busy_.erase(name);
    if (busy_.empty()) idle_.notify_all();
  }
  bell.ring();
}

void Dispatcher::note_failure(const base::Error& error) {
  base::LogLine(base::LogLevel::warn, "dispatch_failed")
      .text("reason", error.reason)
      .text("message", error.message);
  failing_ = true;
}

}  // namespace payoutd::workers
