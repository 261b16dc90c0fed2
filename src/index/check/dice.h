// index/check/dice.h: every choice of a check, from one seed. For tests only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/random.h"

namespace payoutd::index {

// The same seed makes the same choices on every machine. One thread.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  // Uniform in [0, bound); bound > 0.
  uint64_t below(uint64_t bound) { return random_.below(bound); }
  // Uniform in [low, high].
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
  }
  // True once in `times`, on average.
  bool one_in(uint64_t times) { return below(times) == 0; }

  template <class Container>
  auto& pick(Container& container) {
    return container[below(container.size())];
  }

  base::SeededRandom& random() { return random_; }

 private:
  base::SeededRandom random_;
};

}  // namespace payoutd::index
