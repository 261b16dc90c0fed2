#include "base/json_number.h"

#include <gtest/gtest.h>

namespace payoutd::base {
namespace {

TEST(JsonNumber, is_what_rfc_8259_says) {
  for (const char* text : {"0", "-0", "10", "0.5", "100.00", "1e2", "1E+2", "-1.5e-7", "0e0",
                           "123456789012345678901234567890"}) {
    EXPECT_EQ(json_number(text), text);
    EXPECT_EQ(json_number(std::string(text) + " \t\r\n"), text);
  }
  for (const char* text : {"", " ", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e2", "0x1",
                           "1 2", " 1", "1_0", "NaN", "Infinity", "1\"a\"", "1\v"}) {
    EXPECT_FALSE(json_number(text)) << text;
  }
}

}  // namespace
}  // namespace payoutd::base
