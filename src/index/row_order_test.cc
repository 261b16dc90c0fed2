// The ways to sort rows, compared with each other and with the naive list.
#include "index/row_order.h"

#include <numeric>

#include <gtest/gtest.h>

#include "index/check/stage.h"
#include "index/check/world.h"

namespace payoutd::index {
namespace {

using payouts::SortField;
using payouts::SortOrder;
using payouts::TieBreak;

std::vector<uint32_t> by_creation(const ListModel& model) {
  std::vector<uint32_t> numbers(model.rows.size());
  std::iota(numbers.begin(), numbers.end(), 0U);
  std::stable_sort(numbers.begin(), numbers.end(), [&](uint32_t left, uint32_t right) {
    return model.rows[left].created_at < model.rows[right].created_at;
  });
  return numbers;
}

std::vector<uint32_t> expected(const ListModel& model, payouts::ListQuery query) {
  query.limit = ~uint32_t{0};
  return model.read(query).numbers;
}

class RowOrders : public testing::TestWithParam<uint64_t> {};

TEST_P(RowOrders, are_the_naive_lists) {
  Dice dice(GetParam());
  World world(dice, make_shape(dice, static_cast<uint32_t>(dice.below(3000))));
  Stage stage;
  while (world.size() < world.shape().size_max) stage.put(world.add());
  for (size_t i = 0; i < payouts::sort_field_count; ++i) {
    payouts::ListQuery query;
    query.sort_field = static_cast<SortField>(i);
    query.sort_order = SortOrder::ascending;
    Sorting sorting;
    const std::vector<uint32_t> creation = by_creation(world.model());
    const auto slot = [&](uint32_t number) {
      return stage.known.slot(stage.rows.category(number));
    };
    std::vector<Slot> slots;
    for (const uint32_t number : creation) slots.push_back(slot(number));
    const Sorted sorted = sort_many(stage.rows, query.sort_field, {creation, slots}, sorting);
    std::vector<uint32_t> numbers;
    for (const Ordered& each : {sorted.set, sorted.unset}) {
      for (size_t at = 0; at < each.size(); ++at) {
        numbers.push_back(each.numbers[at]);
        ASSERT_EQ(each.slots[at], slot(each.numbers[at]));
      }
    }
    ASSERT_EQ(numbers, expected(world.model(), query)) << to_text(query.sort_field);
    for (const SortOrder order : {SortOrder::ascending, SortOrder::descending}) {
      for (const TieBreak tie_break :
           {TieBreak::creation, TieBreak::id, TieBreak::creation_and_id}) {
        query.sort_order = order;
        query.tie_break = tie_break;
        sort_few(stage.rows, query, numbers);
        ASSERT_EQ(numbers, expected(world.model(), query)) << to_text(query.sort_field);
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RowOrders, testing::Range<uint64_t>(1, 13));

TEST(RowOrder, less_and_equal_agree) {
  Dice dice(5);
  World world(dice, make_shape(dice, 40));
  Stage stage;
  for (int i = 0; i < 40; ++i) stage.put(world.add());
  for (size_t i = 0; i < payouts::sort_field_count; ++i) {
    const RowOrder order(stage.rows, static_cast<SortField>(i), TieBreak::creation);
    for (uint32_t left = 0; left < 40; ++left) {
      EXPECT_FALSE(order.less(left, left));
      EXPECT_TRUE(order.equal(left, left));
      for (uint32_t right = 0; right < 40; ++right) {
        if (left == right || order.is_set(left) != order.is_set(right)) continue;
        ASSERT_NE(order.less(left, right), order.less(right, left));
      }
    }
  }
}

}  // namespace
}  // namespace payoutd::index
