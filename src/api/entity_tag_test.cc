#include "api/entity_tag.h"

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

payouts::OwnerId owner(unsigned char last) {
  payouts::OwnerId id;
  id.value.bytes[15] = last;
  return id;
}

http::Request asking(const char* if_none_match) {
  http::Request request;
  request.headers.push_back({"IF-NONE-MATCH", if_none_match});
  return request;
}

TEST(EntityTag, differs_by_owner_copy_of_the_database_and_version) {
  EXPECT_EQ(entity_tag(owner(1), 5, 7), "\"1-000000000001-5-7\"");
  EXPECT_NE(entity_tag(owner(1), 5, 7), entity_tag(owner(2), 5, 7));
  EXPECT_NE(entity_tag(owner(1), 5, 7), entity_tag(owner(1), 6, 7));
  EXPECT_NE(entity_tag(owner(1), 5, 7), entity_tag(owner(1), 5, 8));
  EXPECT_EQ(entity_tag(
                actions::Caller{.owner = {}, .owner_id = owner(1), .version = 7, .incarnation = 5}),
            entity_tag(owner(1), 5, 7));
}

TEST(EntityTag, is_matched_as_rfc_9110_says) {
  const std::string tag = "\"1-00-7\"";
  for (const char* header : {"\"1-00-7\"", "W/\"1-00-7\"", "\"a\", \"1-00-7\"",
                             "\"a,b\",W/\"1-00-7\"", "*", " \"1-00-7\" ", "\"x\" ,\t*"}) {
    EXPECT_TRUE(matches(asking(header), tag)) << header;
  }
  for (const char* header : {"", "\"1-00-8\"", "1-00-7", "\"1-00-7", "w/\"1-00-7\"", "\"\"",
                             "\"\\\"1-00-7\\\"\"", ",,", "W/"}) {
    EXPECT_FALSE(matches(asking(header), tag)) << header;
  }
  EXPECT_FALSE(matches(http::Request{}, tag));
}

}  // namespace
}  // namespace payoutd::api
