#include "money/currency.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"
#include "money/currency_table.h"

namespace payoutd::money {
namespace {

constexpr bool in_order_of_code() {
  for (size_t i = 1; i < std::size(currency_table); ++i) {
    if (std::string_view(currency_table[i - 1].code) >= std::string_view(currency_table[i].code)) {
      return false;
    }
  }
  return true;
}
static_assert(in_order_of_code(), "find_currency searches by halves");

}  // namespace

std::string_view Currency::code() const {
  return {currency_table[position_].code, 3};
}
int Currency::decimals() const {
  return currency_table[position_].decimals;
}
int16_t Currency::number() const {
  return currency_table[position_].number;
}

std::optional<Currency> find_currency(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  char upper[3];
  for (size_t i = 0; i < 3; ++i) {
    upper[i] = code[i] >= 'a' && code[i] <= 'z' ? static_cast<char>(code[i] - 32) : code[i];
  }
  const std::string_view wanted(upper, 3);
  const auto* found = std::lower_bound(
      std::begin(currency_table), std::end(currency_table), wanted,
      [](const CurrencyRow& row, std::string_view text) { return row.code < text; });
  if (found == std::end(currency_table) || found->code != wanted) return std::nullopt;
  return Currency(static_cast<uint16_t>(found - std::begin(currency_table)));
}

uint16_t currency_count() {
  return static_cast<uint16_t>(std::size(currency_table));
}

Currency currency_at(uint16_t position) {
  base::check(position < currency_count(), "a currency's position lies in the table");
  return Currency(position);
}

}  // namespace payoutd::money
