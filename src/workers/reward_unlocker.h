// workers/reward_unlocker.h: the loop that unlocks rewards when their hold time is over. It sleeps
// until the first is due.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "actions/unlock_rewards.h"
#include "workers/bell.h"

namespace payoutd::workers {

struct RewardUnlockerOptions {
  // Another process may have credited a reward, or a clock may have been set.
  std::chrono::microseconds look_again_after = std::chrono::seconds(5);
  std::chrono::microseconds after_failure = std::chrono::seconds(1);
};

class RewardUnlocker {
 public:
  // Its thread runs from here on. What is handed in must outlive it.
  RewardUnlocker(const actions::UnlockRewards& unlock, RewardUnlockerOptions options);
  // Waits for the step that runs.
  ~RewardUnlocker();
  RewardUnlocker(const RewardUnlocker&) = delete;

 private:
  void run();
  // Unlocks what is due, and gives how long to sleep.
  std::chrono::microseconds unlock_due();
  bool step();

  const actions::UnlockRewards& unlock_;
  const RewardUnlockerOptions options_;
  std::atomic<bool> stopping_ = false;
  Bell bell_;
  std::thread loop_;  // last: it uses the rest
};

}  // namespace payoutd::workers
