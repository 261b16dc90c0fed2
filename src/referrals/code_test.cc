#include "referrals/code.h"

#include <gtest/gtest.h>

namespace payoutd::referrals {
namespace {

TEST(ReferralCode, a_slug_obeys_the_documented_rules) {
  struct Row {
    const char* given;
    const char* normalised;
    bool good;
  };
  const std::string longest(32, 'a');
  const std::string too_long(33, 'a');
  const Row rows[] = {
      {"anna", "anna", true},
      {"  Anna-2 \t", "anna-2", true},
      {"a-b", "a-b", true},
      {"007", "007", true},
      {longest.c_str(), longest.c_str(), true},
      {too_long.c_str(), too_long.c_str(), false},
      {"ab", "ab", false},
      {"", "", false},
      {"   ", "", false},
      {"-abc", "-abc", false},
      {"abc-", "abc-", false},
      {"a b", "a b", false},
      {"a_b", "a_b", false},
      {"añb", "añb", false},
      {"a.b", "a.b", false},
      {"a--b", "a--b", true},
  };
  for (const Row& row : rows) {
    const std::string slug = normalised_slug(row.given);
    EXPECT_EQ(slug, row.normalised);
    EXPECT_EQ(is_slug(slug), row.good) << row.given;
  }
}

TEST(ReferralCode, nobody_has_the_companys_words_or_another_accounts_code) {
  EXPECT_TRUE(is_reserved_slug("admin"));
  EXPECT_TRUE(is_reserved_slug("www"));
  EXPECT_TRUE(is_reserved_slug("about"));
  EXPECT_FALSE(is_reserved_slug("anna"));
  EXPECT_FALSE(is_reserved_slug("administrators"));
  base::SeededRandom random(5);
  const payouts::OwnerId user{base::make_uuid_v7({1'700'000'000'000'000}, random)};
  const std::string code = account_code(user);
  EXPECT_TRUE(is_slug(code)) << "it looks like one";
  EXPECT_TRUE(is_reserved_slug(code));
  EXPECT_EQ(parse_account_code(code), user);
  EXPECT_FALSE(parse_account_code("anna"));
  EXPECT_FALSE(parse_account_code(""));
}

}  // namespace
}  // namespace payoutd::referrals
