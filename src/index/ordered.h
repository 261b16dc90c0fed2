// index/ordered.h: payouts that are in some order. Private to the index.
#pragma once

#include <cstdint>
#include <span>

#include "index/categories.h"

namespace payoutd::index {

// Their numbers, and the slot of each, so that whoever counts them needs not look it up. Borrowed.
struct Ordered {
  std::span<const uint32_t> numbers;
  std::span<const Slot> slots;
  size_t size() const { return numbers.size(); }
};

}  // namespace payoutd::index
