// rails/scripted_rail.h: a rail that says what a test wants to hear, and remembers what it was
// told. For tests only.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "rails/rail.h"

namespace payoutd::rails {

inline constexpr int64_t remembers_for_a_year = 365LL * 86'400'000'000;

// Without a script it takes everything, never tells what became of it, and cancels nothing. The
// scripts are set before anybody speaks to it; then it is safe from any thread if they are.
class ScriptedRail final : public Rail {
 public:
  explicit ScriptedRail(Capabilities claims) : claims_(claims) {}

  std::function<Outcome(const Instruction&)> on_submit;
  std::function<Outcome(const AttemptKey&)> on_ask;
  std::function<Outcome(const AttemptKey&)> on_cancel;

  Capabilities capabilities() const override { return claims_; }

  Outcome submit(const Instruction& instruction) override {
    note(submitted_, instruction);
    return on_submit ? on_submit(instruction) : Outcome{.kind = OutcomeKind::accepted};
  }
  Outcome ask(const AttemptKey& key) override {
    note(asked_, key);
    return on_ask ? on_ask(key) : Outcome{};
  }
  Outcome cancel(const AttemptKey& key) override {
    note(told_to_cancel_, key);
    return on_cancel ? on_cancel(key) : Outcome{};
  }

  std::vector<Instruction> submitted() const { return copy_of(submitted_); }
  std::vector<AttemptKey> asked() const { return copy_of(asked_); }
  std::vector<AttemptKey> told_to_cancel() const { return copy_of(told_to_cancel_); }

 private:
  template <class T>
  void note(std::vector<T>& list, const T& one) {
    const std::lock_guard lock(mutex_);
    list.push_back(one);
  }
  template <class T>
  std::vector<T> copy_of(const std::vector<T>& list) const {
    const std::lock_guard lock(mutex_);
    return list;
  }

  const Capabilities claims_;
  mutable std::mutex mutex_;
  // Below: protected by mutex_.
  std::vector<Instruction> submitted_;
  std::vector<AttemptKey> asked_;
  std::vector<AttemptKey> told_to_cancel_;
};

}  // namespace payoutd::rails
