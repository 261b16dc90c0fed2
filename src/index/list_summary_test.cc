// What a list comes to, of parts that begin and end anywhere in a large index.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "index/payout_index.h"

namespace payoutd::index {
namespace {

using payouts::Payout;
using Line = payouts::ListSummary::Line;

constexpr uint32_t count = 200'000;  // two branches of a sequence, or so

class ListSummaryTest : public testing::Test {
 protected:
  ListSummaryTest() {
    base::SeededRandom random(1);
    const char* codes[] = {"USD", "EUR", "JPY"};
    for (uint32_t number = 0; number < count; ++number) {
      Payout row{.amount = {static_cast<int64_t>(1 + random.below(1000)) * 1'000'000,
                            *money::find_currency(codes[random.below(3)])}};
      row.number = number;
      row.created_at = {int64_t{number} * 10};
      row.id = {base::make_uuid_v7(row.created_at, random)};
      row.status = payouts::all_statuses[random.below(payouts::status_count)];
      row.fees_micro = static_cast<int64_t>(random.below(100)) * 10'000;
      row.reference_id = random.below(50) == 0 ? "rare" : "";
      rows_.push_back(std::move(row));
    }
  }

  void commit_all() {
    for (const Payout& row : rows_) index_.add_change(view(row));
    index_.commit_changes(++version_);
  }

  // Line by line, as the index is to find it.
  std::vector<Line> expected(const payouts::ListFilter& filter) const {
    std::map<std::pair<money::Currency, payouts::Status>, Line> lines;
    for (const Payout& row : rows_) {
      if (filter.created_from && row.created_at < *filter.created_from) continue;
      if (filter.created_to && row.created_at >= *filter.created_to) continue;
      if (filter.statuses.any() && !filter.statuses.test(static_cast<size_t>(row.status))) continue;
      if (!filter.search.empty() && row.reference_id.empty()) continue;
      const auto key = std::pair(row.amount.currency, row.status);
      Line& line = lines.try_emplace(key, Line{row.status, row.amount.currency}).first->second;
      ++line.count;
      line.amount_micro += row.amount.micro;
      line.fees_micro += row.fees_micro;
    }
    std::vector<Line> all;
    for (const auto& [key, line] : lines) all.push_back(line);
    return all;
  }

  void expect_right(const payouts::ListFilter& filter) {
    index_.prepare({.filter = filter, .limit = 0});
    const auto summary = index_.state()->summarize(filter);
    EXPECT_EQ(summary.version, version_);
    const auto same = [](const Line& left, const Line& right) {
      return left.status == right.status && left.currency == right.currency &&
             left.count == right.count && left.amount_micro == right.amount_micro &&
             left.fees_micro == right.fees_micro;
    };
    const auto wanted = expected(filter);
    EXPECT_TRUE(
        std::equal(summary.lines.begin(), summary.lines.end(), wanted.begin(), wanted.end(), same));
  }

  payouts::ListFilter between(int64_t from, int64_t to) const {
    payouts::ListFilter filter;
    if (from > 0) filter.created_from = base::Timestamp{from * 10};
    if (to < count) filter.created_to = base::Timestamp{to * 10};
    return filter;
  }

  std::vector<Payout> rows_;
  PayoutIndex index_;
  payouts::Version version_ = 0;
};

TEST_F(ListSummaryTest, is_right_from_anywhere_to_anywhere) {
  commit_all();
  const int64_t places[] = {0, 1, 1023, 50'000, 131'071, 131'072, 180'000, 199'999, count};
  for (const int64_t from : places) {
    for (const int64_t to : places) {
      payouts::ListFilter filter = between(from, to);
      expect_right(filter);
      if (from != 0 && from != 50'000) continue;
      filter.search = "RARE";
      filter.statuses.set(2).set(5);
      expect_right(filter);
    }
  }
}

TEST_F(ListSummaryTest, stays_right_when_payouts_move) {
  commit_all();
  base::SeededRandom random(2);
  for (int round = 0; round < 3; ++round) {
    ++version_;
    for (int i = 0; i < 200; ++i) {
      Payout& row = rows_[random.below(rows_.size())];
      row.status = payouts::all_statuses[random.below(payouts::status_count)];
      row.fees_micro += 10'000;
      index_.add_change(view(row));
    }
    index_.commit_changes(version_);
    expect_right({});
    expect_right(between(40'000, 190'000));
  }
}

}  // namespace
}  // namespace payoutd::index
