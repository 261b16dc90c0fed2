// base/clock.h: the only way to learn what time it is; tests hand in one that they set.
#pragma once

#include <atomic>

#include "base/timestamp.h"

namespace payoutd::base {

// Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Timestamp start) : micros_(start.micros) {}
  Timestamp now() const override { return Timestamp{micros_.load()}; }
  void advance_micros(int64_t by) { micros_ += by; }

 private:
  std::atomic<int64_t> micros_;
};

}  // namespace payoutd::base
