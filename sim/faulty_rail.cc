#include "sim/faulty_rail.h"

#include <utility>

namespace payoutd::sim {
namespace {

using rails::Outcome;

constexpr size_t late_max = 1'000;
constexpr size_t held_max = 10'000;

Outcome nothing_heard() {
  return {.message = "The connection broke."};
}

}  // namespace

Outcome FaultyRail::submit(const rails::Instruction& instruction) {
  if (happens(3)) {
    ++lost_requests_;
    if (dice_.one_in(2)) keep_for_later(instruction);
    return nothing_heard();
  }
  if (happens(3)) keep_for_later(instruction);
  Outcome outcome = bank_.submit(instruction);
  if (!happens(4)) return outcome;
  ++lost_answers_;
  return nothing_heard();
}

Outcome FaultyRail::ask(const rails::AttemptKey& key) {
  if (happens(3)) {
    ++lost_requests_;
    return nothing_heard();
  }
  const auto held = held_.find(key.value);
  if (held != held_.end() && happens(50)) {
    ++late_answers_;
    Outcome old = held->second.outcome;
    if (--held->second.times == 0) held_.erase(held);
    return old;
  }
  Outcome outcome = bank_.ask(key);
  if (!happens(3)) return outcome;
  ++lost_answers_;
  if (held_.size() >= held_max) held_.clear();
  held_.insert_or_assign(key.value, Held{std::move(outcome)});
  return nothing_heard();
}

Outcome FaultyRail::cancel(const rails::AttemptKey& key) {
  if (happens(5)) {
    ++lost_requests_;
    return nothing_heard();
  }
  Outcome outcome = bank_.cancel(key);
  if (!happens(5)) return outcome;
  ++lost_answers_;
  return nothing_heard();
}

void FaultyRail::keep_for_later(const rails::Instruction& instruction) {
  if (late_.size() < late_max) late_.push_back(instruction);
}

bool FaultyRail::deliver_late_one() {
  if (late_.empty()) return false;
  ++late_requests_;
  std::swap(dice_.pick(late_), late_.back());
  const rails::Instruction instruction = std::move(late_.back());
  late_.pop_back();
  bank_.submit(instruction);
  return true;
}

}  // namespace payoutd::sim
