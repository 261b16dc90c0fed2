#include "sim/payoutd.h"

#include "base/check.h"

namespace payoutd::sim {

Payoutd::Payoutd(const Surroundings& around, Dice& dice)
    : writer(around.store, around.answers_early, around.pass_time),
      create(around.store, writer, around.clock, around.seal_key, around.random),
      cancel(
          writer, around.rails, around.clock,
          [this](std::function<void()> task) { slow_calls_.push_back(std::move(task)); },
          around.times),
      request(around.store, writer, around.clock, around.random),
      referrals(around.store, around.clock, around.random, around.rules),
      desk(around.clock, around.four_eyes),
      changes(around.clock, around.seal_key, around.random),
      dice_(dice),
      dispatch_(around.store, writer, around.rails, around.clock, around.seal_key, around.times),
      unlock_(around.store, writer, around.clock) {}

Payoutd::~Payoutd() {
  // The actions wait for their callbacks.
  writer.drop();
  slow_calls_.clear();
}

void Payoutd::begin_due(uint32_t count_max) {
  const auto due = dispatch_.find_due(count_max + static_cast<uint32_t>(busy_.size()));
  base::check(due.has_value(), "the store can be read");
  uint32_t begun = 0;
  for (const store::DuePayout& each : *due) {
    if (begun == count_max) break;
    const bool is_new = busy_.emplace(each.owner, each.number).second;
    // Now and then a second server on the same database looks at the same payout.
    if (!is_new && !dice_.one_in(200)) continue;
    ++begun;
    begin(each);
  }
}

void Payoutd::begin(const store::DuePayout& due) {
  const Name name(due.owner, due.number);
  dispatch_.step(due, [this, name](base::Result<std::optional<actions::OpenAttempt>> stepped) {
    if (!stepped || !*stepped) {
      busy_.erase(name);
    } else {
      to_send_.push_back(std::move(**stepped));
    }
  });
}

bool Payoutd::send_one() {
  if (to_send_.empty()) return false;
  std::swap(dice_.pick(to_send_), to_send_.back());
  const actions::OpenAttempt attempt = std::move(to_send_.back());
  to_send_.pop_back();
  send(attempt);
  return true;
}

void Payoutd::send(const actions::OpenAttempt& attempt) {
  dispatch_.send(attempt, [this, attempt](base::Result<bool> submit_again) {
    if (submit_again && *submit_again) {
      to_send_.push_back(attempt);
      to_send_.back().to_submit = true;
    } else {
      busy_.erase({attempt.name.owner, attempt.name.payout});
    }
  });
}

bool Payoutd::run_slow_call() {
  if (slow_calls_.empty()) return false;
  const auto task = std::move(slow_calls_.front());
  slow_calls_.pop_front();
  task();
  return true;
}

void Payoutd::unlock_due() {
  if (micros_until_unlock() != 0) return;
  unlock_.step([](const base::Result<size_t>& /*unlocked*/) {});
}

std::optional<int64_t> Payoutd::micros_until_unlock() {
  const auto micros = unlock_.micros_until_due();
  base::check(micros.has_value(), "the store can be read");
  return *micros;
}

std::optional<base::Timestamp> Payoutd::next_due() {
  const auto next = dispatch_.next_due(dispatch_.now());
  base::check(next.has_value(), "the store can be read");
  return *next;
}

}  // namespace payoutd::sim
