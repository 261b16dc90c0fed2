#include "money/sum.h"

#include <algorithm>
#include <array>

namespace payoutd::money {
namespace {

constexpr size_t digits_max = 38;

// Of a sum that is not below zero.
std::string digits_of(unsigned __int128 value) {
  std::array<char, digits_max + 2> text{};
  char* begin = text.end();
  do {
    *--begin = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  return {begin, text.end()};
}

unsigned __int128 magnitude(Sum micro) {
  const auto value = static_cast<unsigned __int128>(micro);
  return micro < 0 ? -value : value;
}

}  // namespace

Sum divide_half_even(Sum dividend, Sum divisor) {
  const Sum quotient = dividend / divisor;
  const Sum twice_rest = 2 * (dividend % divisor);
  if (twice_rest > divisor || (twice_rest == divisor && quotient % 2 != 0)) return quotient + 1;
  return quotient;
}

std::string to_digits(Sum micro) {
  return (micro < 0 ? "-" : "") + digits_of(magnitude(micro));
}

std::optional<Sum> parse_digits(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  if (text.front() == '0' && (text.size() > 1 || negative)) return std::nullopt;
  Sum value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

void append_sum(Sum micro, Currency currency, std::string& out) {
  std::string digits = digits_of(magnitude(micro));
  if (digits.size() <= micro_decimals) digits.insert(0, micro_decimals + 1 - digits.size(), '0');
  const size_t whole = digits.size() - micro_decimals;
  // What the currency does not show is cut only where it is nothing.
  size_t shown = micro_decimals;
  const auto least = static_cast<size_t>(currency.decimals());
  while (shown > least && digits[whole + shown - 1] == '0') --shown;
  if (micro < 0) out += '-';
  out.append(digits, 0, whole);
  if (shown > 0) out.append(".").append(digits, whole, shown);
}

}  // namespace payoutd::money
