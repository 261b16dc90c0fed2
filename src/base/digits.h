// base/digits.h: decimal digits written two at a time, for what is written for every row of every
// page.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace payoutd::base {

namespace digits_detail {

constexpr std::array<char, 200> make_pairs() {
  std::array<char, 200> pairs{};
  for (size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}

inline constexpr std::array<char, 200> pairs = make_pairs();

}  // namespace digits_detail

// Writes the two digits of a number below 100.
inline void write_two_digits(uint32_t value, char* out) {
  std::memcpy(out, digits_detail::pairs.data() + 2 * static_cast<size_t>(value), 2);
}

}  // namespace payoutd::base
