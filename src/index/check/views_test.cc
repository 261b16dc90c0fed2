// Views that readers need while others are made and dropped.
#include <atomic>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "index/check/pace.h"
#include "index/check/world.h"
#include "index/payout_index.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// One in sixteen has no reference, and so none of the terms.
payouts::Payout payout(uint32_t number) {
  base::SeededRandom random(number);
  payouts::Payout made{.amount = {number % 7, money::currency_at(1)}};
  made.number = number;
  made.created_at = {1'000'000 + number};
  made.id = {base::make_uuid_v7(made.created_at, random)};
  made.reference_id = number % 16 == 0 ? "" : "abcdefghijklmnopqrstuvwxyz";
  return made;
}

std::unique_ptr<PayoutIndex> make_index(uint32_t size) {
  auto index = std::make_unique<PayoutIndex>();
  for (uint32_t number = 0; number < size; ++number) index->add_change(view(payout(number)));
  index->commit_changes(1);
  return index;
}

payouts::ListQuery search(size_t which) {
  payouts::ListQuery query;
  query.filter.search =
      std::string("abcdefghijklmnopqrstuvwxyz").substr(which % 23, 2 + which / 23 % 2);
  query.sort_field = payouts::SortField::status;
  query.tie_break = payouts::TieBreak::id;
  query.limit = 1;
  return query;
}

class Nothing final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& /*page*/) override {}
  void row(const payouts::PayoutView& /*payout*/) override {}
};

void touch_all(PayoutIndex& index, uint64_t changes) {
  const uint64_t size = index.size();
  for (uint64_t i = 0; i < changes; ++i) {
    payouts::Payout changed = payout(static_cast<uint32_t>(i % size));
    changed.fees_micro = static_cast<int64_t>(i);
    index.add_change(view(changed));
  }
  index.commit_changes(index.version() + 1);
}

// Its own ties are those that its orders are made with.
TEST(Views, are_not_needed_for_any_order_of_a_list_with_the_ties_that_it_is_kept_with) {
  for (const auto& [whose, ties] :
       {std::pair{Whose::one_owner, payouts::TieBreak::creation},
        std::pair{Whose::many_owners, payouts::TieBreak::creation_and_id}}) {
    PayoutIndex index(whose);
    for (uint32_t number = 0; number < 2'000; ++number) index.add_change(view(payout(number)));
    index.commit_changes(1);
    for (size_t i = 0; i < payouts::sort_field_count; ++i) {
      payouts::ListQuery query;
      query.sort_field = static_cast<payouts::SortField>(i);
      query.tie_break = ties;
      EXPECT_TRUE(index.state()->is_ready_for(query)) << to_text(query.sort_field);
    }
  }
}

TEST(Views, go_when_nobody_has_asked_for_them_for_many_changes) {
  const auto index = make_index(tiny_sizes ? 40 : 2'000);
  index->prepare(search(0));
  index->prepare(search(1));
  const uint64_t bytes = index->memory_bytes();
  touch_all(*index, idle_changes / 2);
  EXPECT_TRUE(index->state()->is_ready_for(search(0)));  // which is asking
  touch_all(*index, idle_changes / 2 + 1);
  EXPECT_TRUE(index->state()->is_ready_for(search(0)));
  EXPECT_FALSE(index->state()->is_ready_for(search(1)));
  touch_all(*index, idle_changes + 1);
  EXPECT_FALSE(index->state()->is_ready_for(search(0)));
  EXPECT_LT(index->memory_bytes(), bytes);
}

TEST(Views, go_when_they_are_too_large_together_and_were_read_longest_ago) {
  const auto index = make_index(tiny_sizes ? 600 : 40'000);
  const auto is_ready = [&](size_t which) { return index->state()->is_ready_for(search(which)); };
  index->prepare(search(0));
  EXPECT_TRUE(is_ready(0));
  index->prepare(search(1));
  EXPECT_TRUE(is_ready(1));
  EXPECT_FALSE(is_ready(0));
  // An order with ties of its own has a number for each, and what was found is a mask: a list may
  // have so much once.
  const uint64_t bytes = index->memory_bytes();
  for (size_t i = 2; i < 12; ++i) index->prepare(search(i));
  EXPECT_LE(index->memory_bytes(), bytes + bytes / 100);
  EXPECT_TRUE(is_ready(11));
}

// By amount, whose ties are those of the order of all.
payouts::ListQuery masked_search(size_t which) {
  payouts::ListQuery query = search(which);
  query.sort_field = payouts::SortField::amount;
  query.tie_break = payouts::TieBreak::creation;
  return query;
}

TEST(Views, that_are_masks_go_as_others_do) {
  const auto index = make_index(tiny_sizes ? 600 : 48'000);
  const auto is_ready = [&](size_t which) {
    return index->state()->is_ready_for(masked_search(which));
  };
  const uint64_t without = index->memory_bytes();
  index->prepare(masked_search(0));
  const uint64_t of_two = index->memory_bytes() - without;
  if (!tiny_sizes) {
    EXPECT_LT(of_two, 2 * index->size()) << "a byte for each payout, and not five";
  }
  // Six times what was found and its order.
  for (size_t i = 1; i < 6; ++i) index->prepare(masked_search(i));
  for (size_t i = 0; i < 6; ++i) EXPECT_TRUE(is_ready(i)) << i;
  index->prepare(masked_search(6));
  EXPECT_TRUE(is_ready(6));
  EXPECT_FALSE(is_ready(0));
  EXPECT_LE(index->memory_bytes() - without, 6 * of_two + of_two / 10);
  touch_all(*index, idle_changes + 1);
  for (size_t i = 0; i < 7; ++i) EXPECT_FALSE(is_ready(i)) << i;
}

TEST(Views, are_not_more_than_there_may_be) {
  const auto index = make_index(tiny_sizes ? 400 : 200'000);
  std::vector<payouts::ListQuery> queries(views_max + 5);
  for (size_t i = 0; i < queries.size(); ++i) {
    queries[i].filter.search = "found nowhere " + std::to_string(i);
    index->prepare(queries[i]);
  }
  size_t ready = 0;
  for (const auto& query : queries) ready += index->state()->is_ready_for(query) ? 1 : 0;
  EXPECT_TRUE(index->state()->is_ready_for(queries.back()));
  EXPECT_EQ(ready, views_max);
}

TEST(Views, stay_as_many_as_they_are_while_they_are_small_together) {
  const auto index = make_index(tiny_sizes ? 30 : 4'000);
  for (size_t i = 0; i < 3; ++i) index->prepare(search(i));
  for (size_t i = 0; i < 3; ++i) EXPECT_TRUE(index->state()->is_ready_for(search(i)));
}

// Which views were read last is what readers say; those that a list has just been made ready with
// must not be the ones that go.
TEST(Views, what_was_made_ready_is_ready_whatever_others_read_meanwhile) {
  const auto index = make_index(tiny_sizes ? 600 : 40'000);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    Nothing sink;
    while (!done) index->state()->read_if_ready(search(0), sink);
  });
  int missing = 0;
  for (size_t i = 1; i < (tiny_sizes ? 300U : 2 + at_pace(30)); ++i) {
    index->prepare(search(0));
    index->prepare(search(i));
    if (!index->state()->is_ready_for(search(i))) ++missing;
  }
  done = true;
  reader.join();
  EXPECT_EQ(missing, 0);
}

}  // namespace
}  // namespace payoutd::index
