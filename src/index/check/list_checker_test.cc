// A short run of the long run; `make check-lists` is the long one.
#include "index/check/list_checker.h"

#include <gtest/gtest.h>

namespace payoutd::index {
namespace {

class ListChecker : public testing::TestWithParam<uint64_t> {};

TEST_P(ListChecker, every_answer_is_the_naive_lists) {
  CheckSettings settings;
  settings.seed = GetParam();
  settings.answers = 4000;
  settings.size_max = 1500;
  const CheckReport report = check_lists(settings, [](const auto&, uint64_t) {});
  EXPECT_EQ(report.failure, "");
  EXPECT_GE(report.compared, settings.answers);
}
INSTANTIATE_TEST_SUITE_P(Seeds, ListChecker, testing::Range<uint64_t>(1, 5));

}  // namespace
}  // namespace payoutd::index
