// Lists and summaries that the store reads from the database, each compared with a naive model.

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "index/list_model.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::actions {
namespace {

using payouts::Payout;
using payouts::SortField;
using payouts::SortOrder;
using payouts::TieBreak;

// Few different values, so that ties, unset values and empty results are frequent.
class World {
 public:
  explicit World(uint64_t seed) : random(seed) {}

  Payout payout(uint32_t number) {
    Payout made{.amount = {static_cast<int64_t>(1 + random.below(20)) * 10'000, currency(4)}};
    made.number = number;
    made.version = 1;
    made.created_at = time();
    made.id = {base::make_uuid_v7(made.created_at, random)};
    made.status = payouts::all_statuses[random.below(payouts::status_count)];
    made.fees_micro = static_cast<int64_t>(random.below(4)) * 10'000;
    made.updated_at = time();
    for (auto* each : {&made.queued_at, &made.submitted_at, &made.completed_at, &made.failed_at,
                       &made.cancelled_at}) {
      if (random.below(2) == 0) *each = time();
    }
    if (random.below(2) == 0) made.beneficiary_id = beneficiary();
    if (random.below(10) != 0) made.reference_id = one_of(references) + std::to_string(number);
    made.beneficiary_email = one_of(emails);
    made.note = random.below(3) == 0 ? "a note" : "";
    return made;
  }

  payouts::ListQuery query(const std::vector<Payout>& rows) {
    payouts::ListQuery made;
    made.sort_field = static_cast<SortField>(random.below(payouts::sort_field_count));
    made.sort_order = random.below(2) == 0 ? SortOrder::ascending : SortOrder::descending;
    made.tie_break = random.below(3) == 0 ? TieBreak::id : TieBreak::creation;
    if (random.below(4) == 0) made.tie_break = TieBreak::creation_and_id;
    made.limit = static_cast<uint32_t>(1 + random.below(40));
    made.offset = random.below(3) == 0 ? 0 : random.below(rows.size() + 20);
    payouts::ListFilter& filter = made.filter;
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(3) + 1; i > 0; --i) {
        filter.statuses.set(random.below(payouts::status_count));
      }
    }
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(2) + 1; i > 0; --i) filter.currencies.push_back(currency(5));
    }
    if (random.below(3) == 0) filter.search = one_of(terms);
    if (random.below(5) == 0) filter.created_from = time();
    if (random.below(5) == 0) filter.created_to = time();
    if (random.below(8) == 0) filter.reference_id = rows[random.below(rows.size())].reference_id;
    if (random.below(15) == 0) filter.beneficiary_id = to_text(beneficiary());
    if (random.below(60) == 0) filter.beneficiary_id = one_of(beneficiaries_of_nobody);
    return made;
  }

  base::SeededRandom random;

 private:
  using Words = std::vector<std::string>;
  const Words references{"Pay_", "pay_", "PÄY%", "ß", "\U00010400", "a\"b'", "7"};
  const Words emails{"",          "john@x.test", "JANE@X.test", "zoé@y.test", "ZOÉ@y.test",
                     "ας@y.test", "a%b@x.test",  "a_b@x.test",  "é",          "z"};
  const Words terms{"pay", "PAY_1", "7", "é",  "É", "@x", "john", "Σ",          "ς",
                    "%",   "_",     "ä", "SS", "ẞ", "'",  "\"",   "\U00010428", "nothing at all"};
  // Written otherwise than to_text writes it, and no id at all.
  const Words beneficiaries_of_nobody{"ben_x", "BEN_00000000000000000000000001", "",
                                      "ben_0000000000000000000000000O"};

  std::string one_of(const Words& words) { return words[random.below(words.size())]; }
  base::Timestamp time() { return {static_cast<int64_t>(1'000'000'000 + random.below(60) * 1000)}; }
  money::Currency currency(uint64_t choices) {
    const char* codes[] = {"USD", "EUR", "JPY", "KWD", "GBP"};
    return *money::find_currency(codes[random.below(choices)]);
  }
  payouts::BeneficiaryId beneficiary() {
    payouts::BeneficiaryId id;
    id.value.bytes[15] = static_cast<unsigned char>(random.below(5));
    return id;
  }
};

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

  World world_;
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
