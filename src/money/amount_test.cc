#include "money/amount.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::money {
namespace {

Currency currency(const char* code) {
  return *find_currency(code);
}

TEST(Amount, reads_exactly) {
  const struct {
    const char* text;
    const char* code;
    int64_t micro;
  } rows[] = {
      {"100.00", "USD", 100'000'000},
      {"0.01", "USD", 10'000},
      {"100", "JPY", 100'000'000},
      {"1.5", "KWD", 1'500'000},
      {"1.500", "KWD", 1'500'000},
      {"0.0001", "CLF", 100},
      {"1e2", "USD", 100'000'000},
      {"1.5E+1", "USD", 15'000'000},
      {"150e-1", "JPY", 15'000'000},
      {"100.000000", "JPY", 100'000'000},
      {"-7.25", "EUR", -7'250'000},
      {"0", "EUR", 0},
      {"-0.00", "EUR", 0},
      {"007", "EUR", 7'000'000},
      {"0.1", "USD", 100'000},  // no binary fraction holds this one
      {"0e99", "USD", 0},
      {"1000000000000", "USD", amount_max_micro},
      {"1e12", "USD", amount_max_micro},
      {"999999999999.99", "USD", 999'999'999'999'990'000},
  };
  for (const auto& row : rows) {
    const auto amount = parse_amount(row.text, currency(row.code));
    ASSERT_TRUE(amount) << row.text;
    EXPECT_EQ(amount->micro, row.micro) << row.text;
  }
}

TEST(Amount, refuses_with_a_reason) {
  const struct {
    const char* text;
    const char* code;
    const char* reason;
  } rows[] = {
      {"", "USD", "not_a_number"},
      {"abc", "USD", "not_a_number"},
      {"1,000.00", "USD", "not_a_number"},
      {"+1", "USD", "not_a_number"},
      {" 1", "USD", "not_a_number"},
      {"1 ", "USD", "not_a_number"},
      {".5", "USD", "not_a_number"},
      {"5.", "USD", "not_a_number"},
      {"1e", "USD", "not_a_number"},
      {"1e+-2", "USD", "not_a_number"},
      {"--1", "USD", "not_a_number"},
      {"0x10", "USD", "not_a_number"},
      {"NaN", "USD", "not_a_number"},
      {"Infinity", "USD", "not_a_number"},
      {"1e99999999999", "USD", "not_a_number"},
      {"0.001", "USD", "too_many_decimals"},
      {"0.5", "JPY", "too_many_decimals"},
      {"1.0005", "KWD", "too_many_decimals"},
      {"1e-3", "USD", "too_many_decimals"},
      {"1000000000000.01", "USD", "amount_out_of_range"},
      {"-1000000000000.01", "USD", "amount_out_of_range"},
      {"1e13", "USD", "amount_out_of_range"},
      {"1e2000000000", "USD", "amount_out_of_range"},
      {"99999999999999999999999999", "USD", "amount_out_of_range"},
  };
  for (const auto& row : rows) {
    const auto amount = parse_amount(row.text, currency(row.code));
    ASSERT_FALSE(amount) << row.text;
    EXPECT_EQ(amount.error().reason, row.reason) << row.text;
  }
}

TEST(Amount, shows_the_currencys_own_decimals) {
  EXPECT_EQ(to_text({100'000'000, currency("USD")}), "100.00");
  EXPECT_EQ(to_text({100'000'000, currency("JPY")}), "100");
  EXPECT_EQ(to_text({1'500'000, currency("KWD")}), "1.500");
  EXPECT_EQ(to_text({-10'000, currency("USD")}), "-0.01");
  EXPECT_EQ(to_text({25'123'456, currency("USD")}), "25.123456");
  EXPECT_EQ(to_text({25'120'000, currency("USD")}), "25.12");
  EXPECT_EQ(to_text({500'000, currency("JPY")}), "0.5");
  EXPECT_EQ(to_text({0, currency("USD")}), "0.00");
  EXPECT_EQ(to_text({INT64_MIN, currency("USD")}), "-9223372036854.775808");
}

TEST(Amount, what_is_shown_is_read_back) {
  EXPECT_TRUE(rc::check([] {
    const auto money = currency_at(*rc::gen::inRange<uint16_t>(0, currency_count()));
    int64_t step = 1'000'000;
    for (int i = 0; i < money.decimals(); ++i) step /= 10;
    const auto steps = *rc::gen::inRange<int64_t>(0, 1'000'000'000);
    const Amount amount{steps * step, money};
    RC_ASSERT(fits_decimals(amount));
    RC_ASSERT(*parse_amount(to_text(amount), money) == amount);
    RC_ASSERT(!parse_amount(to_text(amount) + (money.decimals() ? "1" : ".1"), money));
  }));
}

TEST(Amount, adding_never_wraps) {
  const Amount most{2 * amount_max_micro, currency("USD")};
  EXPECT_EQ(add(most, {1, currency("USD")}).error().reason, "amount_out_of_range");
  EXPECT_EQ(subtract({0, currency("USD")}, most)->micro, -2 * amount_max_micro);
  EXPECT_EQ(add(most, {0, currency("EUR")}).error().reason, "currency_mismatch");
  EXPECT_TRUE(rc::check([](int32_t left, int32_t right) {
    const Amount a{left, currency_at(0)};
    const Amount b{right, currency_at(0)};
    RC_ASSERT(*subtract(*add(a, b), b) == a);
  }));
}

TEST(Currency, knows_iso_4217) {
  const struct {
    const char* code;
    int decimals;
  } rows[] = {{"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KWD", 3}, {"CLF", 4},
              {"UGX", 0}, {"TND", 3}, {"ALL", 2}, {"ZWG", 2}, {"AED", 2}};
  for (const auto& row : rows) {
    const auto found = find_currency(row.code);
    ASSERT_TRUE(found) << row.code;
    EXPECT_EQ(found->code(), row.code);
    EXPECT_EQ(found->decimals(), row.decimals);
  }
  EXPECT_EQ(find_currency("uSd"), find_currency("USD"));
  for (const char* code : {"", "US", "USDT", "XXX", "XAU", "XTS", "AAA", "ZZZ", "BTC", "@SD", "U[D",
                           "us{", "u`d", "US\x80", "\xd5SD"}) {
    EXPECT_FALSE(find_currency(code)) << code;
  }
}

TEST(Currency, every_row_is_found_by_its_code) {
  for (uint16_t i = 0; i < currency_count(); ++i) {
    const Currency row = currency_at(i);
    EXPECT_EQ(find_currency(row.code()), row);
  }
}

}  // namespace
}  // namespace payoutd::money
