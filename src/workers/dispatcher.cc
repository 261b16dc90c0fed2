#include "workers/dispatcher.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace payoutd::workers {
namespace {

constexpr std::chrono::milliseconds after_failure{1000};
constexpr std::chrono::hours at_most{1};  // a clock that was set is noticed by then
constexpr uint32_t due_limit = 256;

}  // namespace

Dispatcher::Dispatcher(actions::DispatchPayouts& dispatch, DispatcherOptions options)
    : dispatch_(dispatch),
      options_(options),
      senders_(options.in_flight_max),
      loop_([this] { run(); }) {}

Dispatcher::~Dispatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_all();
  loop_.join();
  std::unique_lock lock(mutex_);
  news_.wait(lock, [this] { return busy_.empty(); });
}

void Dispatcher::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (woken_) return;
    woken_ = true;
  }
  news_.notify_all();
}

int Dispatcher::in_flight() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(busy_.size());
}

void Dispatcher::run() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      woken_ = false;
    }
    wait_for_news(begin_due());
  }
}

bool Dispatcher::begin_due() {
  const auto due = dispatch_.find_due(due_limit + static_cast<uint32_t>(options_.in_flight_max));
  if (!due) {
    note_failure(due.error());
    return false;
  }
  bool any = false;
  for (const store::DuePayout& each : *due) {
    if (!take_slot(each)) continue;
    any = true;
    step(each);
  }
  return any;
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
  // Told under the lock: whoever waits for the last one takes this object down.
  const std::lock_guard lock(mutex_);
  busy_.erase(name);
  woken_ = true;
  news_.notify_all();
}

void Dispatcher::wait_for_news(bool progressed) {
  auto wait = std::chrono::duration_cast<std::chrono::microseconds>(at_most);
  // What is due already and was not begun waits for a slot: finish() wakes.
  if (const auto next = dispatch_.next_due(); next && *next) {
    const int64_t micros = (*next)->micros - dispatch_.now().micros;
    if (micros > 0) wait = std::min(wait, std::chrono::microseconds(micros));
  }
  std::unique_lock lock(mutex_);
  if (failing_) {
    failing_ = false;
    news_.wait_for(lock, after_failure, [this] { return stopping_; });
    return;
  }
  if (progressed && busy_.empty()) return;
  news_.wait_for(lock, wait, [this] { return stopping_ || woken_; });
}

void Dispatcher::note_failure(const base::Error& error) {
  base::LogLine(base::LogLevel::warn, "dispatch_failed")
      .text("reason", error.reason)
      .text("message", error.message);
  const std::lock_guard lock(mutex_);
  failing_ = true;
}

}  // namespace payoutd::workers
