#include "workers/dispatcher.h"

#include <algorithm>
#include <thread>

#include "base/log.h"

namespace payoutd::workers {
namespace {

constexpr std::chrono::milliseconds after_failure{1000};
// Steps that only the store is needed for: quick, and many share a commit.
constexpr size_t store_steps_max = 256;

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
  const auto due = dispatch_.find_due([this](payouts::Status status) {
    // What is begun already may still be due.
    const Kind kind = kind_of(status);
    return static_cast<uint32_t>(limit_of(kind) + busy(kind));
  });
  if (!due) return note_failure(due.error());
  for (const store::DuePayout& each : *due) {
    if (take_slot(each, kind_of(each.status))) step(each);
  }
}

Dispatcher::Kind Dispatcher::kind_of(payouts::Status status) {
  switch (status) {
    case payouts::Status::queued:
      return Kind::send;
    case payouts::Status::processing:
    case payouts::Status::settling:
      return Kind::ask;
    case payouts::Status::created:
    case payouts::Status::action_required:
    case payouts::Status::completed:
    case payouts::Status::failed:
    case payouts::Status::cancelled:
    case payouts::Status::expired:
      return Kind::store_only;
  }
  return Kind::store_only;
}

// Neither sending nor asking may take every slot: the other would wait for as long as a rail hangs.
size_t Dispatcher::limit_of(Kind kind) const {
  const auto slots = static_cast<size_t>(options_.in_flight_max);
  return kind == Kind::store_only ? store_steps_max : slots - slots / 4;
}

size_t Dispatcher::busy(Kind kind) const {
  const std::lock_guard lock(mutex_);
  return count_[static_cast<size_t>(kind)];
}

std::chrono::microseconds Dispatcher::until_due() {
  // What was due when begin_due() looked and was not begun waits for a slot: finish() rings.
  const auto next = dispatch_.next_due(looked_at_);
  if (!next || !*next) return options_.look_again_after;
  const int64_t micros = (*next)->micros - dispatch_.now().micros;
  return std::clamp(std::chrono::microseconds(micros), std::chrono::microseconds(0),
                    options_.look_again_after);
}

bool Dispatcher::take_slot(const store::DuePayout& due, Kind kind) {
  const std::lock_guard lock(mutex_);
  const size_t speaking =
      count_[static_cast<size_t>(Kind::send)] + count_[static_cast<size_t>(Kind::ask)];
  size_t& count = count_[static_cast<size_t>(kind)];
  if (count >= limit_of(kind)) return false;
  if (kind != Kind::store_only && speaking >= static_cast<size_t>(options_.in_flight_max)) {
    return false;
  }
  if (!busy_.emplace(Name(due.owner, due.number), kind).second) return false;
  ++count;
  return true;
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
    const auto found = busy_.find(name);
    --count_[static_cast<size_t>(found->second)];
    busy_.erase(found);
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
