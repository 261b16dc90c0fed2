#include "payouts/contact.h"

#include <gtest/gtest.h>

namespace payoutd::payouts {
namespace {

TEST(Contact, an_email_is_something_at_something) {
  for (const char* text : {"a@b", "john.doe@example.com", "a@b@c", "é@ü"}) {
    EXPECT_TRUE(is_plausible_email(text)) << text;
  }
  for (const char* text : {"", "@", "a", "a@", "@b", "a b@c", "a@b ", "a@b@"}) {
    EXPECT_FALSE(is_plausible_email(text)) << text;
  }
}

TEST(Contact, a_country_is_two_capitals) {
  for (const char* text : {"US", "AZ", "ZA"}) EXPECT_TRUE(is_country_code(text)) << text;
  for (const char* text : {"", "U", "us", "Us", "USA", "U1", "é", "@A", "[A"}) {
    EXPECT_FALSE(is_country_code(text)) << text;
  }
}

TEST(Contact, a_phone_number_is_e_164) {
  for (const char* text : {"+1234567", "+123456789012345", "+0000000"}) {
    EXPECT_TRUE(is_phone_number(text)) << text;
  }
  for (const char* text : {"", "+", "1234567", "+123456", "+1234567890123456", "+123 4567",
                           "+123456a", "++1234567", "+1234567\n"}) {
    EXPECT_FALSE(is_phone_number(text)) << text;
  }
}

}  // namespace
}  // namespace payoutd::payouts
