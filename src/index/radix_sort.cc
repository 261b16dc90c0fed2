#include "index/radix_sort.h"

namespace payoutd::index {
namespace {

constexpr unsigned digit_bits = 11;
constexpr size_t digit_count = size_t{1} << digit_bits;
constexpr unsigned digits = (64 + digit_bits - 1) / digit_bits;
// Below it comparing is as fast.
constexpr size_t few = 2048;

size_t digit_of(uint64_t key, unsigned digit) {
  return (key >> (digit * digit_bits)) & (digit_count - 1);
}

}  // namespace

void radix_sort(std::vector<Keyed>& keyed) {
  if (keyed.size() < few) {
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const Keyed& left, const Keyed& right) { return left.key < right.key; });
    return;
  }
  std::vector<std::array<uint32_t, digit_count>> counts(digits);
  bool sorted = true;
  uint64_t before = 0;
  for (const Keyed& each : keyed) {
    for (unsigned digit = 0; digit < digits; ++digit) ++counts[digit][digit_of(each.key, digit)];
    sorted = sorted && before <= each.key;
    before = each.key;
  }
  if (sorted) return;
  std::vector<Keyed> other(keyed.size());
  for (unsigned digit = 0; digit < digits; ++digit) {
    auto& places = counts[digit];
    // A digit that all have in common moves nothing.
    if (places[digit_of(keyed.front().key, digit)] == keyed.size()) continue;
    uint32_t place = 0;
    for (uint32_t& each : places) {
      const uint32_t count = each;
      each = place;
      place += count;
    }
    for (const Keyed& each : keyed) other[places[digit_of(each.key, digit)]++] = each;
    keyed.swap(other);
  }
}

std::vector<uint32_t> numbers_of(const std::vector<Keyed>& keyed) {
  std::vector<uint32_t> numbers(keyed.size());
  for (size_t i = 0; i < keyed.size(); ++i) numbers[i] = keyed[i].number;
  return numbers;
}

}  // namespace payoutd::index
