// bench/latencies.h: how long things took, and what part of them took longer.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

class Latencies {
 public:
  void add(Clock::duration spent) {
    sorted_ = false;
    nanoseconds_.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count());
  }
  void add(const Latencies& others) {
    sorted_ = false;
    nanoseconds_.insert(nanoseconds_.end(), others.nanoseconds_.begin(), others.nanoseconds_.end());
  }
  size_t count() const { return nanoseconds_.size(); }
  // In nanoseconds; of nothing: 0.
  int64_t percentile(size_t percent) {
    if (nanoseconds_.empty()) return 0;
    if (!sorted_) std::ranges::sort(nanoseconds_);
    sorted_ = true;
    return nanoseconds_[(nanoseconds_.size() - 1) * percent / 100];
  }

 private:
  std::vector<int64_t> nanoseconds_;
  bool sorted_ = false;
};

}  // namespace bench
