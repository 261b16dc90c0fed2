#include "money/sum.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::money {
namespace {

TEST(Sum, digits_are_read_back) {
  EXPECT_TRUE(rc::check("any sum", [](int64_t high, uint64_t low) {
    const Sum sum = static_cast<Sum>(high / 4) * (Sum{1} << 62) + static_cast<Sum>(low / 4);
    const auto read = parse_digits(to_digits(sum));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == sum);
  }));
  EXPECT_EQ(to_digits(0), "0");
  EXPECT_EQ(to_digits(Sum{10} * amount_max_micro), "10000000000000000000");
}

TEST(Sum, what_was_never_written_is_not_read) {
  for (const char* text : {"", "-", "-0", "00", "01", "+1", "1 ", "1.0", "x",
                           "100000000000000000000000000000000000000"}) {
    EXPECT_FALSE(parse_digits(text)) << text;
  }
}

TEST(Sum, is_written_as_an_amount_is) {
  EXPECT_TRUE(rc::check("any amount", [](int64_t micro) {
    micro %= amount_max_micro;
    for (const char* code : {"USD", "JPY", "KWD", "CLF"}) {
      const Currency currency = *find_currency(code);
      std::string written;
      append_sum(micro, currency, written);
      RC_ASSERT(written == to_text({micro, currency}));
    }
  }));
  std::string written;
  append_sum(Sum{1000} * amount_max_micro, *find_currency("USD"), written);
  EXPECT_EQ(written, "1000000000000000.00");
}

}  // namespace
}  // namespace payoutd::money
