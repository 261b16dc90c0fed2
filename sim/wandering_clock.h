// sim/wandering_clock.h: a server's clock, which somebody sets from time to time.
#pragma once

#include "base/clock.h"
#include "sim/dice.h"

namespace payoutd::sim {

// Never ahead of the true time, which goes on a little each time that the server looks. One thread.
class WanderingClock final : public base::Clock {
 public:
  WanderingClock(base::FakeClock& true_time, Dice& dice) : true_time_(true_time), dice_(dice) {}

  base::Timestamp now() const override {
    true_time_.advance_micros(dice_.between(0, 20));
    return {true_time_.now().micros - behind_micros_};
  }
  // From now on it is so much behind: it jumps back or forth.
  void set_behind(int64_t micros) { behind_micros_ = micros; }

 private:
  base::FakeClock& true_time_;
  Dice& dice_;
  int64_t behind_micros_ = 0;
};

}  // namespace payoutd::sim
