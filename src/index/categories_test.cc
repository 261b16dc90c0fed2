#include "index/categories.h"

#include <algorithm>
#include <span>

#include <gtest/gtest.h>

#include "index/check/dice.h"

namespace payoutd::index {
namespace {

TEST(Categories, are_a_status_and_a_currency_each) {
  for (uint16_t position = 0; position < money::currency_count(); ++position) {
    const money::Currency currency = money::currency_at(position);
    for (const payouts::Status status : payouts::all_statuses) {
      const Category category = category_of(status, currency);
      ASSERT_EQ(status_of(category), status);
      ASSERT_EQ(currency_of(category), currency);
      ASSERT_LT(category, money::currency_count() * payouts::status_count);
    }
  }
}

TEST(Categories, keep_their_slots) {
  Categories known;
  Dice dice(1);
  std::vector<Category> seen;
  for (int i = 0; i < 3000; ++i) {
    const auto category =
        static_cast<Category>(dice.below(money::currency_count() * payouts::status_count));
    const auto before = std::find(seen.begin(), seen.end(), category);
    const auto expected = static_cast<Slot>(before - seen.begin());
    EXPECT_EQ(known.slot(category), before == seen.end() ? Categories::none : expected);
    if (before == seen.end()) seen.push_back(category);
    ASSERT_EQ(known.add(category), expected);
    ASSERT_EQ(known.size(), seen.size());
  }
  for (size_t slot = 0; slot < seen.size(); ++slot) {
    ASSERT_EQ(known.category(static_cast<Slot>(slot)), seen[slot]);
  }
}

// Up to 64 slots at once are told apart as one by one.
template <class NarrowOrWide>
void expect_matched(const CategorySet& set, size_t known, Dice& dice) {
  std::vector<NarrowOrWide> slots(1 + dice.below(64));
  uint64_t expected = 0;
  for (size_t i = 0; i < slots.size(); ++i) {
    slots[i] = static_cast<NarrowOrWide>(dice.below(known));
    if (set.has(slots[i])) expected |= uint64_t{1} << i;
  }
  ASSERT_EQ(set.match(slots), expected);
}

TEST(CategorySet, has_what_a_filter_lets_through_of_what_is_known) {
  Dice dice(2);
  const size_t all = money::currency_count() * payouts::status_count;
  for (int round = 0; round < 300; ++round) {
    Categories known;
    for (uint64_t i = dice.below(400); i > 0; --i)
      known.add(static_cast<Category>(dice.below(all)));
    payouts::ListFilter filter;
    for (uint64_t i = dice.below(4); i > 0; --i) filter.statuses.set(dice.below(9));
    for (uint64_t i = dice.below(4); i > 0; --i) {
      filter.currencies.push_back(
          money::currency_at(static_cast<uint16_t>(dice.below(money::currency_count()))));
    }
    const bool lets_all_through = filter.statuses.none() && filter.currencies.empty();
    const CategorySet set(known, filter);
    ASSERT_EQ(set.all(), lets_all_through);
    for (size_t slot = 0; slot < known.size(); ++slot) {
      const Category category = known.category(static_cast<Slot>(slot));
      const auto& currencies = filter.currencies;
      const bool is_in =
          (filter.statuses.none() ||
           filter.statuses.test(static_cast<size_t>(status_of(category)))) &&
          (currencies.empty() || std::find(currencies.begin(), currencies.end(),
                                           currency_of(category)) != currencies.end());
      ASSERT_EQ(set.has(static_cast<Slot>(slot)), is_in);
    }
    if (!lets_all_through && known.size() > 0) {
      expect_matched<uint8_t>(set, std::min<size_t>(known.size(), 256), dice);
      expect_matched<uint16_t>(set, known.size(), dice);
    }
    // The rows add up to each payout of the set once, and to no other.
    for (size_t i = 0; i < known.size(); ++i) {
      const auto slot = static_cast<Slot>(i);
      const auto& in = known.rows(slot);
      const auto times = std::count_if(set.rows().begin(), set.rows().end(), [&](CountRow row) {
        return std::find(in.begin(), in.end(), row) != in.end();
      });
      ASSERT_EQ(times, set.has(slot) ? 1 : 0);
    }
    const bool by_one = filter.currencies.empty() || filter.statuses.none();
    if (by_one) {
      ASSERT_LE(set.rows().size(), 4U);
    }
  }
}

TEST(Tally, takes_away_what_it_added) {
  Tally tally;
  const Counted large{0, 4'000'000'000'000'000'000, 4'000'000'000'000'000'000};
  for (int i = 0; i < 100; ++i) tally.add(large);
  EXPECT_TRUE(tally.amount_micro == money::Sum{4'000'000'000'000'000'000} * 100);
  Tally half;
  for (int i = 0; i < 50; ++i) half.add(large);
  tally.subtract(half);
  tally.subtract(large);
  half.subtract(large);
  EXPECT_EQ(tally.count, 49U);
  EXPECT_TRUE(tally.amount_micro == half.amount_micro && tally.fees_micro == half.fees_micro);
  tally.add(half);
  EXPECT_EQ(tally.count, 98U);
  EXPECT_TRUE(tally.fees_micro == half.fees_micro * 2);
}

}  // namespace
}  // namespace payoutd::index
