#include "api/query_string.h"

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

TEST(QueryString, splits_and_decodes) {
  const auto parameters = parse_query("a=1&b=x%20y+z&c&&d=%C3%A9&e=1=2&%66=%2B");
  ASSERT_EQ(parameters.size(), 6U);
  EXPECT_EQ(parameters[0].name, "a");
  EXPECT_EQ(parameters[0].value, "1");
  EXPECT_EQ(parameters[1].value, "x y z");
  EXPECT_EQ(parameters[2].name, "c");
  EXPECT_EQ(parameters[2].value, "");
  EXPECT_EQ(parameters[3].value, "é");
  EXPECT_EQ(parameters[4].value, "1=2");
  EXPECT_EQ(parameters[5].name, "f");
  EXPECT_EQ(parameters[5].value, "+");
  EXPECT_EQ(parameters[1].raw, "b=x%20y+z");
  for (const Parameter& parameter : parameters) EXPECT_TRUE(parameter.well_formed);
  EXPECT_TRUE(parse_query("").empty());
  EXPECT_TRUE(parse_query("&&").empty());
}

TEST(QueryString, tells_what_is_not_well_formed) {
  for (const char* query : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%C3", "%00=a", "a=\xff",
                            "a=%ED%A0%80", "a=1%2"}) {
    const auto parameters = parse_query(query);
    ASSERT_EQ(parameters.size(), 1U) << query;
    EXPECT_FALSE(parameters[0].well_formed) << query;
  }
  EXPECT_TRUE(parse_query("a=%41").front().well_formed);
}

}  // namespace
}  // namespace payoutd::api
