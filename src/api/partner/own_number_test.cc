#include "api/partner/own_number.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

TEST(OwnNumber, is_what_was_shown_and_nothing_else) {
  EXPECT_EQ(own_number("1"), 1);
  EXPECT_EQ(own_number("840"), 840);
  EXPECT_EQ(own_number("9223372036854775807"), 9223372036854775807);
  for (const char* text :
       {"", "0", "01", "-1", "+1", "1.0", "1e0", " 1", "1 ", "1%20", "%31", "0x1", "abc", "1a",
        "9223372036854775808", "999999999999999999999999999999"}) {
    EXPECT_EQ(own_number(text), 0) << text;
  }
}

}  // namespace
}  // namespace payoutd::api::partner
