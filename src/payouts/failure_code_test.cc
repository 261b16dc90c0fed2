#include "payouts/failure_code.h"

#include <set>

#include <gtest/gtest.h>

namespace payoutd::payouts {
namespace {

TEST(FailureCode, says_when_a_retry_may_help) {
  const struct {
    const char* code;
    bool may_retry;
  } rows[] = {
      {"account_closed", false},
      {"account_not_found", false},
      {"account_blocked", false},
      {"invalid_identifiers", false},
      {"name_mismatch", false},
      {"beneficiary_refused", false},
      {"compliance_refused", false},
      {"currency_not_supported", false},
      {"country_not_supported", false},
      {"amount_too_small", false},
      {"amount_too_large", false},
      {"limit_exceeded", true},
      {"rail_out_of_funds", true},
      {"rail_unavailable", true},
      {"returned", false},
      {"other", false},
  };
  for (const auto& row : rows) {
    const FailureCode* found = find_failure_code(row.code);
    ASSERT_NE(found, nullptr) << row.code;
    EXPECT_EQ(found->code, row.code);
    EXPECT_EQ(found->may_retry, row.may_retry) << row.code;
  }
  EXPECT_EQ(all_failure_codes().size(), std::size(rows));
}

TEST(FailureCode, knows_no_other_word) {
  for (const char* word : {"", "account", "Account_closed", "account_closed ", "others"}) {
    EXPECT_EQ(find_failure_code(word), nullptr) << word;
  }
}

TEST(FailureCode, each_is_a_word_with_a_sentence) {
  std::set<std::string_view> seen;
  for (const FailureCode& each : all_failure_codes()) {
    EXPECT_TRUE(seen.insert(each.code).second) << each.code;
    EXPECT_EQ(each.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
    EXPECT_TRUE(each.meaning.ends_with('.')) << each.code;
  }
}

}  // namespace
}  // namespace payoutd::payouts
