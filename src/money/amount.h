// money/amount.h: an exact sum of money: a whole number of micro-units (1 unit = 1,000,000 micro)
// with its currency. No floating point, no operator+: every operation that can fail returns a
// Result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "money/currency.h"

namespace payoutd::money {

inline constexpr int64_t micro_per_unit = 1'000'000;
inline constexpr int micro_decimals = 6;

// One payout's ceiling: 1,000,000,000,000.00 units. Ten million of them still fit 128 bits, and one
// plus its fees fits 64.
inline constexpr int64_t amount_max_micro = 1'000'000'000'000 * micro_per_unit;

struct Amount {
  int64_t micro = 0;
  Currency currency;
  friend bool operator==(const Amount&, const Amount&) = default;
};

// Refusals: `currency_mismatch`, `amount_out_of_range` (beyond ± 2 × amount_max_micro).
base::Result<Amount> add(const Amount& left, const Amount& right);
base::Result<Amount> subtract(const Amount& left, const Amount& right);

// Reads a plain decimal number of units: an optional `-`, digits, optionally `.` and digits. The
// text of a JSON number may also have an exponent (`1e2`, `1.5E+1`); its exact value counts.
// Refusals, the first that applies: `not_a_number`, `too_many_decimals` (a non-zero digit beyond
// the currency's decimals; trailing zeros are fine), `amount_out_of_range` (beyond ± max_micro,
// which is at most 2 × amount_max_micro: an amount with its fees).
base::Result<Amount> parse_amount(std::string_view text, Currency currency,
                                  int64_t max_micro = amount_max_micro);

// `100.00` USD, `100` JPY, `1.500` KWD: the currency's own number of decimals, `-` in front if
// below zero. What is finer than the currency's decimals (only console payouts can be) is written
// out in full: 25.123456 USD.
void append_amount(const Amount& amount, std::string& out);

// The same into memory that has room for amount_bytes_max bytes; returns the end.
char* write_amount(const Amount& amount, char* out);
inline constexpr size_t amount_bytes_max = 32;

std::string to_text(const Amount& amount);

// True if the currency can express the amount without a rest.
bool fits_decimals(const Amount& amount);

}  // namespace payoutd::money
