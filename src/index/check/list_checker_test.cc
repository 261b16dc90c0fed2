// A short run of the long run; `make check-lists` is the long one.
#include "index/check/list_checker.h"

#include <gtest/gtest.h>

#include "index/check/pace.h"
#include "index/sizes.h"

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
// Most of it larger than what is sorted for each answer.
TEST(ListCheckerOnce, every_answer_of_a_large_list_is_the_naive_lists) {
  CheckSettings settings;
  settings.seed = 99;
  settings.answers = 0;
  settings.large_worlds = 2;
  settings.large_size = tiny_sizes ? 400 : 6000;
  settings.large_answers = at_pace(800);
  const CheckReport report = check_lists(settings, [](const auto&, uint64_t) {});
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(report.worlds, 2U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ListChecker, testing::Range<uint64_t>(1, 5));

}  // namespace
}  // namespace payoutd::index
