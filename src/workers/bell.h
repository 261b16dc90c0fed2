// workers/bell.h: one thread sleeps, others wake it; a ring while it is awake is not lost.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace payoutd::workers {

// Safe from any thread.
class Bell {
 public:
  void ring();
  // Returns when it was rung since the last call, or after that time.
  void wait_for(std::chrono::microseconds most);

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool rung_ = false;  // protected by mutex_
};

}  // namespace payoutd::workers
