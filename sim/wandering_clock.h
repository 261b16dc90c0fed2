// sim/wandering_clock.h: a server's clock, which somebody sets from time to time.
#pragma once

#include "base/clock.h"

namespace payoutd::sim {

// Never ahead of the true time. One thread.
class WanderingClock final : public base::Clock {
 public:
  explicit WanderingClock(const base::Clock& true_time) : true_time_(true_time) {}

  base::Timestamp now() const override { return {true_time_.now().micros - behind_micros_}; }
  // From now on it is so much behind: it jumps back or forth.
  void set_behind(int64_t micros) { behind_micros_ = micros; }

 private:
  const base::Clock& true_time_;
  int64_t behind_micros_ = 0;
};

}  // namespace payoutd::sim
