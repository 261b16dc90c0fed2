#include "http/header_lines.h"

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

TEST(HeaderLines, are_the_lines_that_go_over_the_wire) {
  HeaderLines lines{{"A", "b"}, {"Set-Cookie", "c=d: e"}};
  lines.add("X-Total", uint64_t{18'446'744'073'709'551'615U});
  lines.add(HeaderLines{{"Set-Cookie", ""}});
  EXPECT_EQ(lines.text(),
            "A: b\r\nSet-Cookie: c=d: e\r\nX-Total: 18446744073709551615\r\nSet-Cookie: \r\n");
}

TEST(HeaderLines, finds_the_first_of_a_name_in_any_case) {
  const HeaderLines lines{{"AB", "first"}, {"A", "x: y"}, {"ab", "second"}};
  EXPECT_EQ(lines.find("ab"), "first");
  EXPECT_EQ(lines.find("a"), "x: y");
  EXPECT_EQ(lines.find("first"), "");
  EXPECT_EQ(lines.find("x"), "") << "a part of a value is no name";
  EXPECT_EQ(HeaderLines().find("a"), "");
}

TEST(HeaderLines, know_a_policy_also_of_another) {
  HeaderLines lines{{"Content-Type", "text/plain"}};
  EXPECT_FALSE(lines.has_policy());
  lines.add(HeaderLines{{"content-security-policy", "default-src 'self'"}});
  EXPECT_TRUE(lines.has_policy());
}

}  // namespace
}  // namespace payoutd::http
