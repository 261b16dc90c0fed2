// base/in_flight.h: an object that hands out callbacks must not go before the last of them: it
// waits for them here.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace payoutd::base {

// Safe from any thread. The destructor waits until nothing that enter() gave is left.
class InFlight {
 public:
  InFlight() = default;
  InFlight(const InFlight&) = delete;
  ~InFlight() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return count_ == 0; });
  }

  // In flight for as long as somebody holds it.
  std::shared_ptr<void> enter() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    return {this, [](InFlight* self) {
              const std::lock_guard lock(self->mutex_);
              // Told under the lock: the destructor goes on only when it is let go.
              if (--self->count_ == 0) self->idle_.notify_all();
            }};
  }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  size_t count_ = 0;  // protected by mutex_
};

}  // namespace payoutd::base
