#include "workers/reward_unlocker.h"

#include <algorithm>
#include <future>

#include "base/log.h"

namespace payoutd::workers {
namespace {

void log_failure(const base::Error& error) {
  base::LogLine(base::LogLevel::warn, "unlock_failed")
      .text("reason", error.reason)
      .text("message", error.message);
}

}  // namespace

RewardUnlocker::RewardUnlocker(const actions::UnlockRewards& unlock, RewardUnlockerOptions options)
    : unlock_(unlock), options_(options), loop_([this] { run(); }) {}

RewardUnlocker::~RewardUnlocker() {
  stopping_ = true;
  bell_.ring();
  loop_.join();
}

void RewardUnlocker::run() {
  while (!stopping_) bell_.wait_for(unlock_due());
}

std::chrono::microseconds RewardUnlocker::unlock_due() {
  while (!stopping_) {
    const auto wait = unlock_.micros_until_due();
    if (!wait) {
      log_failure(wait.error());
      return options_.after_failure;
    }
    if (!*wait) return options_.look_again_after;
    if (**wait > 0) return std::min(std::chrono::microseconds(**wait), options_.look_again_after);
    if (!step()) return options_.after_failure;
  }
  return {};
}

bool RewardUnlocker::step() {
  std::promise<bool> done;
  unlock_.step([&done](const base::Result<size_t>& unlocked) {
    if (!unlocked) log_failure(unlocked.error());
    done.set_value(unlocked.has_value());
  });
  return done.get_future().get();
}

}  // namespace payoutd::workers
