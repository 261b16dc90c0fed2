#include "index/radix_sort.h"

#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr unsigned digit_bits = 11;
constexpr size_t digit_count = size_t{1} << digit_bits;
constexpr unsigned digits = (64 + digit_bits - 1) / digit_bits;

size_t digit_of(uint64_t key, unsigned digit) {
  return (key >> (digit * digit_bits)) & (digit_count - 1);
}

}  // namespace

void Sorting::reserve(size_t capacity) {
  size_ = 0;
  if (capacity <= capacity_) return;
  keyed_ = allocate_raw<Keyed>(capacity);
  other_.reset();
  capacity_ = capacity;
}

void Sorting::sort() {
  if (size_ < radix_sorted_min) {
    std::stable_sort(begin(), end(),
                     [](const Keyed& left, const Keyed& right) { return left.key < right.key; });
    return;
  }
  uint64_t least = ~uint64_t{0};
  for (const Keyed& each : *this) least = std::min(least, each.key);
  std::vector<std::array<uint32_t, digit_count>> counts(digits);
  bool sorted = true;
  uint64_t before = 0;
  for (Keyed& each : *this) {
    each.key -= least;
    for (unsigned digit = 0; digit < digits; ++digit) ++counts[digit][digit_of(each.key, digit)];
    sorted = sorted && before <= each.key;
    before = each.key;
  }
  if (!sorted && !other_) other_ = allocate_raw<Keyed>(capacity_);
  for (unsigned digit = 0; digit < digits && !sorted; ++digit) {
    auto& places = counts[digit];
    // A digit that all have in common moves nothing.
    if (places[digit_of(begin()->key, digit)] == size_) continue;
    uint32_t place = 0;
    for (uint32_t& each : places) {
      const uint32_t count = each;
      each = place;
      place += count;
    }
    for (const Keyed& each : *this) other_[places[digit_of(each.key, digit)]++] = each;
    keyed_.swap(other_);
  }
}

std::span<const uint32_t> Sorting::numbers() {
  numbers_.resize(size_);
  for (size_t i = 0; i < size_; ++i) numbers_[i] = keyed_[i].number;
  return numbers_;
}

}  // namespace payoutd::index
