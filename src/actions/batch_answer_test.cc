#include "actions/batch_answer.h"

#include <gtest/gtest.h>

namespace payoutd::actions {
namespace {

TEST(BatchAnswer, is_read_back_as_it_was_written) {
  base::Error with_fields{base::ErrorKind::refused, "invalid_fields", "a \"message\"", {}};
  with_fields.fields = {{"amount", "positive", "amount must be above 0"},
                        {"currency", "unknown", "no such currency"}};
  const std::vector<BatchOutcome> written = {7U, tl::unexpected(with_fields),
                                             base::refused("insufficient_funds", "too little"), 0U};
  const auto read = read_batch_answer(write_batch_answer(written));
  ASSERT_EQ(read.size(), 4U);
  EXPECT_EQ(*read[0], 7U);
  EXPECT_EQ(*read[3], 0U);
  ASSERT_FALSE(read[1]);
  EXPECT_EQ(read[1].error().reason, "invalid_fields");
  EXPECT_EQ(read[1].error().message, "a \"message\"");
  ASSERT_EQ(read[1].error().fields.size(), 2U);
  EXPECT_EQ(read[1].error().fields[0].field, "amount");
  EXPECT_EQ(read[1].error().fields[1].rule, "unknown");
  EXPECT_EQ(read[1].error().fields[1].message, "no such currency");
  ASSERT_FALSE(read[2]);
  EXPECT_EQ(read[2].error().reason, "insufficient_funds");
  EXPECT_TRUE(read[2].error().fields.empty());
}

}  // namespace
}  // namespace payoutd::actions
