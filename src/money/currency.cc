#include "money/currency.h"

#include <array>
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
static_assert(in_order_of_code(), "an order of positions is one of codes");

constexpr size_t letters = 26;
// 0 to 25; more for what is no letter.
constexpr size_t letter(char c) {
  return static_cast<unsigned char>(c >= 'a' && c <= 'z' ? c - 'a' : c - 'A');
}
constexpr size_t place_of(size_t first, size_t second, size_t third) {
  return (first * letters + second) * letters + third;
}

// Each row of a scan names its currency: so a code is a place in a table and not a search.
constexpr auto positions = [] {
  std::array<uint8_t, letters * letters * letters> made{};  // a position + 1; 0: no currency
  static_assert(std::size(currency_table) < 0xff);
  for (size_t i = 0; i < std::size(currency_table); ++i) {
    const auto& code = currency_table[i].code;
    made[place_of(letter(code[0]), letter(code[1]), letter(code[2]))] = static_cast<uint8_t>(i + 1);
  }
  return made;
}();

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
  const size_t first = letter(code[0]);
  const size_t second = letter(code[1]);
  const size_t third = letter(code[2]);
  if (first >= letters || second >= letters || third >= letters) return std::nullopt;
  const uint8_t found = positions[place_of(first, second, third)];
  if (found == 0) return std::nullopt;
  return Currency(static_cast<uint16_t>(found - 1));
}

uint16_t currency_count() {
  return static_cast<uint16_t>(std::size(currency_table));
}

Currency currency_at(uint16_t position) {
  base::check(position < currency_count(), "a currency's position lies in the table");
  return Currency(position);
}

}  // namespace payoutd::money
