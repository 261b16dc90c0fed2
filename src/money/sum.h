// money/sum.h: many amounts of one currency together, in micro-units: 128 bits, so that no sum of
// payouts that anybody can make overflows (10^20 of the largest fit).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "money/amount.h"

namespace payoutd::money {

using Sum = __int128;

// To the nearest whole number; of two that are as near to the even one. `dividend` is not below
// zero, `divisor` above.
Sum divide_half_even(Sum dividend, Sum divisor);

// Plain digits, `-` in front if below zero: "101500000". What databases hold.
std::string to_digits(Sum micro);
// Nothing for what to_digits would not have written, and for more than 38 digits.
std::optional<Sum> parse_digits(std::string_view text);

// As append_amount (money/amount.h) writes one amount.
void append_sum(Sum micro, Currency currency, std::string& out);

}  // namespace payoutd::money
