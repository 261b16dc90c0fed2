// Lists and summaries that the store reads from the database, each compared with a naive model.

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actions/list_world.h"
#include "index/list_model.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::actions {
namespace {

using payouts::Payout;

class ListFromStore : public testing::TestWithParam<uint32_t> {
 protected:
  ListFromStore() : world_(GetParam() + 1) {
    EXPECT_TRUE(scratch_.store().write([&](store::Transaction& transaction) -> base::Status {
      owner_ = new_owner(transaction, 1, GetParam());
      new_owner(transaction, 2, 20);  // whose payouts are in nobody else's list
      return {};
    }));
  }

  payouts::OwnerKey new_owner(store::Transaction& transaction, unsigned char id, uint32_t count) {
    const payouts::OwnerId owner_id{{{id}}};
    const auto made = *transaction.create_owner(store::OwnerKind::client, {}, owner_id, "x", {});
    for (uint32_t number = 0; number < count; ++number) {
      const Payout row = world_.payout(number);
      store::Owner& owner = **transaction.change_owner(made.key);
      ++owner.payout_count;
      EXPECT_TRUE(transaction.insert_payout(made.key, view(row), {}, {}));
      if (id == 1) model_.rows.push_back(row);
    }
    return made.key;
  }

  void expect_page(const payouts::ListQuery& query) {
    const auto expected = model_.read(query);
    const auto walk = *scratch_.store().open_walk(owner_, query);
    index::ListModel::Page page;
    const auto take = [&](const payouts::PayoutView& row) {
      page.numbers.push_back(row.number);
      const Payout& whole = model_.rows[row.number];
      EXPECT_EQ(row.id, whole.id);
      EXPECT_EQ(row.beneficiary_email, whole.beneficiary_email);
      EXPECT_EQ(row.note, whole.note);
    };
    page.total = *walk->total();
    EXPECT_TRUE(walk->next(query.limit, take));
    EXPECT_EQ(page.total, expected.total);
    EXPECT_EQ(page.numbers, expected.numbers);
    // And on, to the end.
    payouts::ListQuery rest = query;
    rest.limit = GetParam();
    while (*walk->next(static_cast<uint32_t>(1 + world_.random.below(50)), take)) {
    }
    EXPECT_EQ(page.numbers, model_.read(rest).numbers);
  }

  void expect_summary(const payouts::ListFilter& filter) {
    payouts::ListQuery all;
    all.filter = filter;
    all.limit = GetParam();
    std::map<std::pair<std::string, payouts::Status>, payouts::ListSummary::Line> lines;
    for (const uint32_t number : model_.read(all).numbers) {
      const Payout& row = model_.rows[number];
      const auto currency = row.amount.currency;
      auto& line = lines
                       .try_emplace({std::string(currency.code()), row.status},
                                    payouts::ListSummary::Line{row.status, currency})
                       .first->second;
      ++line.count;
      line.amount_micro += row.amount.micro;
      line.fees_micro += row.fees_micro;
    }
    const auto summary = *scratch_.store().summarize(owner_, filter);
    EXPECT_EQ(summary.version, (*scratch_.store().find_owner({{{1}}}))->version);
    ASSERT_EQ(summary.lines.size(), lines.size());
    auto expected = lines.begin();
    for (const auto& line : summary.lines) {
      EXPECT_EQ(line.status, expected->second.status);
      EXPECT_EQ(line.currency, expected->second.currency);
      EXPECT_EQ(line.count, expected->second.count);
      EXPECT_TRUE(line.amount_micro == expected->second.amount_micro);
      EXPECT_TRUE(line.fees_micro == expected->second.fees_micro);
      ++expected;
    }
  }

  ListWorld world_;
  index::ListModel model_;
  payouts::OwnerKey owner_;
  store::sqlite::ScratchSqlite scratch_;
};

TEST_P(ListFromStore, is_what_the_model_says) {
  for (int i = 0; i < 1'500; ++i) {
    const payouts::ListQuery query = world_.query(model_.rows);
    expect_page(query);
    expect_summary(query.filter);
    if (HasFailure()) {
      FAIL() << "query " << i << " by " << to_text(query.sort_field) << ", search "
             << query.filter.search;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Payouts, ListFromStore, testing::Values(1, 7, 60, 400));

}  // namespace
}  // namespace payoutd::actions
