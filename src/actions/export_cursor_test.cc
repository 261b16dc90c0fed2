#include "actions/export_cursor.h"

#include <set>

#include <gtest/gtest.h>

namespace payoutd::actions {
namespace {

constexpr payouts::Version version = 7;

Caller caller_of(unsigned char owner, payouts::Incarnation incarnation = 3) {
  Caller caller;
  caller.owner = {owner};
  caller.owner_id.value.bytes[15] = owner;
  caller.incarnation = incarnation;
  return caller;
}

payouts::ListQuery query_by(const std::function<void(payouts::ListQuery&)>& change) {
  payouts::ListQuery query;
  change(query);
  return query;
}

TEST(ExportCursor, is_the_same_for_the_same) {
  const base::SealKey key{};
  const std::string cursor = export_cursor(key, caller_of(1), version, {});
  EXPECT_EQ(cursor.size(), 32U);
  EXPECT_EQ(cursor.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(cursor, export_cursor(key, caller_of(1), version, {}));
  // Not a part of what a list is: its page, and at which version the caller came.
  Caller later = caller_of(1);
  later.version = 99;
  const auto query = query_by([](payouts::ListQuery& each) { each.offset = each.limit = 50; });
  EXPECT_EQ(cursor, export_cursor(key, later, version, query));
}

TEST(ExportCursor, currencies_are_a_set) {
  const auto of = [](std::vector<money::Currency> currencies) {
    payouts::ListQuery query;
    query.filter.currencies = std::move(currencies);
    return export_cursor({}, caller_of(1), version, query);
  };
  const auto usd = *money::find_currency("USD");
  const auto eur = *money::find_currency("EUR");
  EXPECT_EQ(of({usd, eur}), of({eur, usd, eur}));
  EXPECT_NE(of({usd, eur}), of({usd}));
}

TEST(ExportCursor, is_another_one_if_anything_differs) {
  using Query = payouts::ListQuery;
  base::SealKey other_key{};
  other_key.bytes[0] = 1;
  std::set<std::string> cursors = {
      export_cursor({}, caller_of(1), version, {}),
      export_cursor(other_key, caller_of(1), version, {}),
      export_cursor({}, caller_of(2), version, {}),
      export_cursor({}, caller_of(1, 4), version, {}),
      export_cursor({}, caller_of(1), version + 1, {}),
  };
  size_t expected = 5;
  const std::function<void(Query&)> changes[] = {
      [](Query& query) { query.sort_field = payouts::SortField::amount; },
      [](Query& query) { query.sort_order = payouts::SortOrder::ascending; },
      [](Query& query) { query.filter.statuses.set(0); },
      [](Query& query) { query.filter.statuses.set(8); },
      [](Query& query) { query.filter.currencies = {*money::find_currency("JPY")}; },
      [](Query& query) { query.filter.search = "a"; },
      [](Query& query) { query.filter.search = "A"; },
      [](Query& query) { query.filter.created_from = base::Timestamp{0}; },
      [](Query& query) { query.filter.created_to = base::Timestamp{0}; },
      [](Query& query) { query.filter.reference_id = ""; },
      [](Query& query) { query.filter.reference_id = "a"; },
      [](Query& query) { query.filter.beneficiary_id = ""; },
      [](Query& query) { query.filter.beneficiary_id = "a"; },
      [](Query& query) {
        query.filter.search = "a1 0 ";
        query.filter.reference_id = "b";
      },
      [](Query& query) {
        query.filter.search = "a";
        query.filter.reference_id = "1 0 b";
      },
  };
  for (const auto& change : changes) {
    cursors.insert(export_cursor({}, caller_of(1), version, query_by(change)));
    EXPECT_EQ(cursors.size(), ++expected);
  }
}

}  // namespace
}  // namespace payoutd::actions
