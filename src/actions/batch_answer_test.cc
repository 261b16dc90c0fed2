#include "actions/batch_answer.h"

#include <gtest/gtest.h>

namespace payoutd::actions {
namespace {

TEST(BatchAnswer, is_read_back_as_it_was_written) {
  base::Error refusal{base::ErrorKind::refused, "invalid_fields", "a \"message\"\n", {}};
  refusal.fields = {{"amount", "positive", "amount must be greater than 0"},
                    {"", "type", "each payout must be an object"}};
  const std::vector<BatchOutcome> outcomes = {
      0, tl::unexpected(refusal), 4294967294U,
      tl::unexpected(base::Error{base::ErrorKind::refused, "insufficient_funds", "", {}})};
  const auto read = read_batch_answer(write_batch_answer(outcomes));
  ASSERT_EQ(read.size(), outcomes.size());
  EXPECT_EQ(*read[0], 0U);
  EXPECT_EQ(*read[2], 4294967294U);
  ASSERT_FALSE(read[1]);
  EXPECT_EQ(read[1].error().reason, refusal.reason);
  EXPECT_EQ(read[1].error().message, refusal.message);
  ASSERT_EQ(read[1].error().fields.size(), 2U);
  EXPECT_EQ(read[1].error().fields[0].field, "amount");
  EXPECT_EQ(read[1].error().fields[1].rule, "type");
  EXPECT_EQ(read[3].error().reason, "insufficient_funds");
  EXPECT_TRUE(read_batch_answer(write_batch_answer({})).empty());
}

}  // namespace
}  // namespace payoutd::actions
