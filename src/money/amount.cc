#include "money/amount.h"

#include <charconv>
#include <cstring>

#include "base/digits.h"

namespace payoutd::money {
namespace {

using base::refused;

// A number as digits times a power of ten: "12.50e1" is digits "1250", exponent -1.
struct Decimal {
  bool negative = false;
  std::string digits;  // without leading zeros; empty for zero
  int64_t exponent = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What JSON calls a number (RFC 8259 §6), and leading zeros besides.
std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  size_t pos = 0;
  if (pos < text.size() && text[pos] == '-') {
    number.negative = true;
    ++pos;
  }
  size_t start = pos;
  for (; pos < text.size() && is_digit(text[pos]); ++pos) number.digits += text[pos];
  if (pos == start) return std::nullopt;
  if (pos < text.size() && text[pos] == '.') {
    start = ++pos;
    for (; pos < text.size() && is_digit(text[pos]); ++pos) number.digits += text[pos];
    if (pos == start) return std::nullopt;
    number.exponent = -static_cast<int64_t>(pos - start);
  }
  if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
    ++pos;
    if (pos < text.size() && text[pos] == '+') {
      ++pos;
      if (pos < text.size() && text[pos] == '-') return std::nullopt;
    }
    int32_t power = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + pos, end, power);
    // An exponent too long for 32 bits is no amount anybody has; its digits were not checked
    // either.
    if (error != std::errc() || stop != end) return std::nullopt;
    number.exponent += power;
    pos = text.size();
  }
  if (pos != text.size()) return std::nullopt;
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  while (!number.digits.empty() && number.digits.back() == '0') {
    number.digits.pop_back();
    ++number.exponent;
  }
  return number;
}

tl::unexpected<base::Error> out_of_range(int64_t bound) {
  return refused("amount_out_of_range",
                 "the amount is larger than " + std::to_string(bound / micro_per_unit));
}

base::Result<Amount> in_range(__int128 micro, Currency currency, int64_t bound) {
  if (micro > bound || micro < -static_cast<__int128>(bound)) return out_of_range(bound);
  return Amount{static_cast<int64_t>(micro), currency};
}

tl::unexpected<base::Error> mismatch(const Amount& left, const Amount& right) {
  return refused("currency_mismatch", std::string(left.currency.code()) + " and " +
                                          std::string(right.currency.code()) + " do not add up");
}

}  // namespace

base::Result<Amount> add(const Amount& left, const Amount& right) {
  if (left.currency != right.currency) return mismatch(left, right);
  return in_range(static_cast<__int128>(left.micro) + right.micro, left.currency,
                  2 * amount_max_micro);
}

base::Result<Amount> subtract(const Amount& left, const Amount& right) {
  if (left.currency != right.currency) return mismatch(left, right);
  return in_range(static_cast<__int128>(left.micro) - right.micro, left.currency,
                  2 * amount_max_micro);
}

base::Result<Amount> parse_amount(std::string_view text, Currency currency, int64_t max_micro) {
  const auto number = read_decimal(text);
  if (!number) return refused("not_a_number", "the amount is not a plain decimal number");
  if (number->digits.empty()) return Amount{0, currency};
  if (number->exponent < -currency.decimals()) {
    return refused("too_many_decimals", std::string(currency.code()) + " has " +
                                            std::to_string(currency.decimals()) + " decimals");
  }
  // 14 digits before the point exceed every ceiling.
  if (static_cast<int64_t>(number->digits.size()) + number->exponent > 13) {
    return out_of_range(max_micro);
  }
  __int128 micro = 0;
  for (const char digit : number->digits) micro = micro * 10 + (digit - '0');
  for (int64_t i = -micro_decimals; i < number->exponent; ++i) micro *= 10;
  return in_range(number->negative ? -micro : micro, currency, max_micro);
}

char* write_amount(const Amount& amount, char* out) {
  auto micro = static_cast<uint64_t>(amount.micro);
  if (amount.micro < 0) {
    *out++ = '-';
    micro = -micro;
  }
  constexpr auto unit = static_cast<uint64_t>(micro_per_unit);
  out = std::to_chars(out, out + amount_bytes_max, micro / unit).ptr;
  const auto rest = static_cast<uint32_t>(micro % unit);
  const int least = amount.currency.decimals();
  if (least == 2 && rest % 10'000 == 0) {  // as most are
    *out = '.';
    base::write_two_digits(rest / 10'000, out + 1);
    return out + 3;
  }
  char fraction[micro_decimals];
  base::write_two_digits(rest / 10'000, fraction);
  base::write_two_digits(rest / 100 % 100, fraction + 2);
  base::write_two_digits(rest % 100, fraction + 4);
  int shown = micro_decimals;
  while (shown > least && fraction[shown - 1] == '0') --shown;
  if (shown == 0) return out;
  *out++ = '.';
  std::memcpy(out, fraction, sizeof fraction);  // what is beyond `shown` is written over or cut
  return out + shown;
}

void append_amount(const Amount& amount, std::string& out) {
  char text[amount_bytes_max];
  out.append(text, static_cast<size_t>(write_amount(amount, text) - text));
}

std::string to_text(const Amount& amount) {
  std::string text;
  append_amount(amount, text);
  return text;
}

bool fits_decimals(const Amount& amount) {
  int64_t step = 1;
  for (int i = amount.currency.decimals(); i < micro_decimals; ++i) step *= 10;
  return amount.micro % step == 0;
}

}  // namespace payoutd::money
