#include "referrals/tiers.h"

#include <gtest/gtest.h>

namespace payoutd::referrals {
namespace {

TEST(Tiers, are_read_from_a_setting) {
  const auto tiers = Tiers::parse("1:regular:1000,7:Gold plus:2550,3:none:0");
  ASSERT_TRUE(tiers);
  EXPECT_EQ(tiers->all(),
            (std::vector<Tier>{{1, "regular", 1000}, {7, "Gold plus", 2550}, {3, "none", 0}}));
  EXPECT_EQ(tiers->first().number, 1);
  EXPECT_EQ(tiers->find(7)->rate_bps, 2550);
  EXPECT_EQ(tiers->find(2), nullptr);
  EXPECT_EQ(tiers->of(3).label, "none");
  EXPECT_EQ(tiers->of(2).label, "regular") << "a tier that was taken away";
}

TEST(Tiers, are_regular_and_influencer_by_default) {
  EXPECT_EQ(Tiers().all(), (std::vector<Tier>{{1, "regular", 1000}, {2, "influencer", 1500}}));
}

TEST(Tiers, refuse_what_is_not_of_the_form) {
  for (const char* text : {"", "1", "1:regular", "1:regular:", ":regular:1", "0:a:1", "1001:a:1",
                           "1:a:10001", "1:a:-1", "1::1", "1:a:1,", ",1:a:1", "1:a:1,1:b:2",
                           "x:a:1", "1:a:1x", "1:a:b:1", "1:a\n:1", "1:a:1 ", " 1:a:1"}) {
    const auto tiers = Tiers::parse(text);
    ASSERT_FALSE(tiers) << text;
    EXPECT_EQ(tiers.error().reason, "tiers_invalid");
  }
}

}  // namespace
}  // namespace payoutd::referrals
