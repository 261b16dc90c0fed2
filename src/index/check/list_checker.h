// index/check/list_checker.h: many lists, small ones and large ones, each with a life of its own
// from one seed. For tests only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace payoutd::index {

struct CheckSettings {
  uint64_t seed = 1;
  uint64_t answers = 1000;    // to be compared, at least
  uint32_t size_max = 5000;   // payouts of a list
  uint64_t first_world = 0;   // where to begin: to see one again
  uint64_t large_worlds = 0;  // after all others
  uint32_t large_size = 200'000;
  uint64_t large_answers = 400;  // compared in each of those
};

struct CheckReport {
  uint64_t worlds = 0;
  uint64_t compared = 0;
  uint64_t commits = 0;
  uint32_t largest = 0;
  std::string failure;  // where and what; empty: all answers were right
};

// `progress` is called before each world, with its number.
CheckReport check_lists(const CheckSettings& settings,
                        const std::function<void(const CheckReport&, uint64_t world)>& progress);

}  // namespace payoutd::index
