#include "index/radix_sort.h"

#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr unsigned digit_bits = 11;
constexpr size_t digit_count = size_t{1} << digit_bits;
constexpr unsigned digits_max = 3;
// Keys of more bits are sorted by their upper ones, which leaves few alike.
constexpr unsigned bits_max = digits_max * digit_bits;
constexpr ptrdiff_t inserted_max = 16;

bool key_less(const Keyed& left, const Keyed& right) {
  return left.key < right.key;
}

void sort_short(Keyed* begin, Keyed* end) {
  if (end - begin > inserted_max) return std::stable_sort(begin, end, key_less);
  for (Keyed* next = begin + 1; next < end; ++next) {
    const Keyed moved = *next;
    Keyed* place = next;
    for (; place > begin && moved.key < place[-1].key; --place) *place = place[-1];
    *place = moved;
  }
}

// Sorts `size` of them, which agree in all but the lower `bits` of their keys, with as much memory
// at `other`; gives where the result is.
Keyed* sort_by_digits(Keyed* from, Keyed* other, size_t size, unsigned bits) {
  const unsigned left_out = bits > bits_max ? bits - bits_max : 0;
  const auto digit_of = [left_out](const Keyed& each, unsigned digit) {
    return (each.key >> (left_out + digit * digit_bits)) & (digit_count - 1);
  };
  std::vector<std::array<uint32_t, digit_count>> counts(digits_max);
  for (size_t i = 0; i < size; ++i) {
    for (unsigned digit = 0; digit < digits_max; ++digit) ++counts[digit][digit_of(from[i], digit)];
  }
  for (unsigned digit = 0; digit < digits_max; ++digit) {
    auto& places = counts[digit];
    // A digit that all have in common moves nothing.
    if (places[digit_of(from[0], digit)] == size) continue;
    uint32_t place = 0;
    for (uint32_t& each : places) place += std::exchange(each, place);
    for (size_t i = 0; i < size; ++i) other[places[digit_of(from[i], digit)]++] = from[i];
    std::swap(from, other);
  }
  for (size_t begin = 0, end = 0; left_out > 0 && begin < size; begin = end) {
    const uint64_t upper = from[begin].key >> left_out;
    for (end = begin + 1; end < size && from[end].key >> left_out == upper;) ++end;
    if (end - begin < radix_sorted_min) {
      sort_short(from + begin, from + end);
    } else {
      const Keyed* const sorted =
          sort_by_digits(from + begin, other + begin, end - begin, left_out);
      if (sorted != from + begin) std::copy(sorted, sorted + (end - begin), from + begin);
    }
  }
  return from;
}

}  // namespace

void Sorting::reserve(size_t capacity) {
  size_ = 0;
  aside_ = 0;
  if (capacity <= capacity_) return;
  keyed_ = allocate_raw<Keyed>(capacity);
  other_.reset();
  capacity_ = capacity;
}

Keyed* Sorting::other() {
  if (!other_) other_ = allocate_raw<Keyed>(capacity_);
  return other_.get();
}

void Sorting::sort() {
  if (size_ < radix_sorted_min) return std::stable_sort(begin(), end(), key_less);
  uint64_t least = ~uint64_t{0};
  for (const Keyed& each : *this) least = std::min(least, each.key);
  bool sorted = true;
  uint64_t before = 0;
  uint64_t most = 0;
  for (Keyed& each : *this) {
    each.key -= least;
    sorted = sorted && before <= each.key;
    before = each.key;
    most = std::max(most, each.key);
  }
  if (sorted) return;
  const auto bits = static_cast<unsigned>(std::bit_width(most));
  if (const Keyed* const done = sort_by_digits(begin(), other(), size_, bits); done != begin()) {
    // What was put aside stays where it is looked for.
    const Keyed* const aside_end = keyed_.get() + capacity_;
    std::copy(aside_end - aside_, aside_end, other_.get() + capacity_ - aside_);
    keyed_.swap(other_);
  }
}

Sorting::Result Sorting::result() {
  const size_t count = size_ + aside_;
  if (count == 0) return {};
  static_assert(sizeof(Keyed) >= sizeof(uint32_t) + sizeof(uint16_t));
  auto* const numbers = reinterpret_cast<uint32_t*>(other());
  auto* const slots = reinterpret_cast<uint16_t*>(numbers + count);
  for (size_t i = 0; i < size_; ++i) {
    numbers[i] = keyed_[i].number;
    slots[i] = keyed_[i].slot;
  }
  for (size_t i = 0; i < aside_; ++i) {
    numbers[size_ + i] = keyed_[capacity_ - 1 - i].number;
    slots[size_ + i] = keyed_[capacity_ - 1 - i].slot;
  }
  return {{numbers, count}, {slots, count}};
}

}  // namespace payoutd::index
