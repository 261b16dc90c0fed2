// money/currency.h: ISO 4217 currencies: code, number and decimals ("minor unit").
// Source: ISO 4217 list one (active codes). Codes without a minor unit (gold, SDR, test codes, "no
// currency") are not currencies here: nobody can be paid in them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace payoutd::money {

// A currency of the table; there is no other way to have one than find_currency or currency_at.
// Two bytes; compare it as a value. Ordering is by code.
class Currency {
 public:
  std::string_view code() const;  // "USD"; static storage
  int decimals() const;           // 0 to 4
  int16_t number() const;         // 840; a currency and its successor may share it

  // Position in all_currencies(), dense from 0: for arrays with one slot for each currency.
  uint16_t position() const { return position_; }

  friend auto operator<=>(const Currency&, const Currency&) = default;

 private:
  friend std::optional<Currency> find_currency(std::string_view);
  friend Currency currency_at(uint16_t);
  explicit constexpr Currency(uint16_t position) : position_(position) {}
  uint16_t position_;
};

// Any letter case: "usd" is USD. Nothing for an unknown code.
std::optional<Currency> find_currency(std::string_view code);
// position < currency_count().
Currency currency_at(uint16_t position);
uint16_t currency_count();

}  // namespace payoutd::money
