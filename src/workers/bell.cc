#include "workers/bell.h"

namespace payoutd::workers {

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    if (rung_) return;
    rung_ = true;
  }
  wake_.notify_one();
}

void Bell::wait_for(std::chrono::microseconds most) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, most, [this] { return rung_; });
  rung_ = false;
}

}  // namespace payoutd::workers
