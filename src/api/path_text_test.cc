#include "api/path_text.h"

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

TEST(PathText, decodes_a_segment) {
  EXPECT_EQ(path_text(""), "");
  EXPECT_EQ(path_text("PAY_2024_001"), "PAY_2024_001");
  EXPECT_EQ(path_text("a%2Fb%20c%25"), "a/b c%");
  EXPECT_EQ(path_text("a+b%2b"), "a+b+");
  EXPECT_EQ(path_text("Zo%C3%AB"), "Zoë");
  EXPECT_EQ(path_text("%F0%9F%98%80"), "😀");
  EXPECT_EQ(path_text("%2541"), "%41");  // once, not twice
}

TEST(PathText, is_nothing_if_it_is_no_text) {
  for (const char* segment : {"%", "%4", "%zz", "a%2", "%00", "%ff", "%C3", "%C3a", "\xff",
                              "%ED%A0%80", "%C0%AF", "%%41"}) {
    EXPECT_FALSE(path_text(segment)) << segment;
  }
}

}  // namespace
}  // namespace payoutd::api
