// store/walk_contract.h: what every store must do when it answers a list by itself, as one suite.
// That each answer is the right one is shown where lists are compared with a model
// (actions/list_from_store_test.cc). For tests only.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "store/store_fixture.h"

namespace payoutd::store {

class WalkStoreContract : public StoreFixture {
 protected:
  std::unique_ptr<PayoutWalk> open(const Owner& owner, const payouts::ListQuery& query) {
    return must(store_.open_walk(owner.key, query));
  }
  // The numbers of the next rows: "9 8 7", then " end" if the walk says so.
  static std::string next(PayoutWalk& walk, uint32_t rows_max) {
    std::string numbers;
    const auto more = walk.next(rows_max, [&](const payouts::PayoutView& payout) {
      numbers += (numbers.empty() ? "" : " ") + std::to_string(payout.number);
      EXPECT_EQ(payout.reference_id, "R" + std::to_string(payout.number));
    });
    return numbers + (must(more) ? "" : " end");
  }
  base::Status add(payouts::OwnerKey key, const char* currency, int64_t micro, int64_t fees,
                   payouts::Status status) {
    return store_.write([&](Transaction& transaction) -> base::Status {
      Owner& owner = *must(transaction.change_owner(key));
      payouts::Payout made = payout(owner.payout_count++, owner.version, "");
      made.amount = {micro, *money::find_currency(currency)};
      made.fees_micro = fees;
      made.status = status;
      return transaction.insert_payout(key, view(made), {}, {});
    });
  }
};

TEST_P(WalkStoreContract, goes_on_from_where_it_was) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 10));
  payouts::ListQuery query;
  auto walk = open(client, query);
  EXPECT_EQ(walk->version(), client.version + 1);
  EXPECT_EQ(next(*walk, 3), "9 8 7");
  EXPECT_EQ(*walk->total(), 10U);
  EXPECT_EQ(next(*walk, 1), "6");
  EXPECT_EQ(next(*walk, 6), "5 4 3 2 1 0") << "all were given: the end is not seen yet";
  EXPECT_EQ(next(*walk, 6), " end");
  EXPECT_EQ(next(*walk, 6), " end");
  query.offset = 8;
  EXPECT_EQ(next(*open(client, query), 3), "1 0 end");
  walk = open(client, query);
  EXPECT_EQ(next(*walk, 1), "1");
  EXPECT_EQ(next(*walk, 1), "0");
  EXPECT_EQ(next(*walk, 1), " end");
  for (const uint64_t far :
       {uint64_t{10}, uint64_t{11}, uint64_t{10'001}, std::numeric_limits<uint64_t>::max()}) {
    query.offset = far;
    walk = open(client, query);
    EXPECT_EQ(next(*walk, 3), " end") << far;
    EXPECT_EQ(next(*walk, std::numeric_limits<uint32_t>::max()), " end") << far;
    EXPECT_EQ(*walk->total(), 10U);
  }
}

TEST_P(WalkStoreContract, may_be_sorted_before_it_is_read) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 5));
  payouts::ListQuery query;
  query.sort_field = payouts::SortField::amount;
  for (const uint64_t offset : {0U, 3U, 4U, 5U, 6U}) {
    query.offset = offset;
    const auto sorted = open(client, query);
    ASSERT_TRUE(sorted->sort());
    const auto plain = open(client, query);
    for (int i = 0; i < 6; ++i) EXPECT_EQ(next(*sorted, 1), next(*plain, 1)) << offset;
    EXPECT_EQ(*sorted->total(), 5U);
  }
}

TEST_P(WalkStoreContract, is_of_one_state_while_others_write) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 5));
  const auto walk = open(client, {});
  const auto other = scratch_->reopen();
  ASSERT_TRUE(insert(*other, client.key, 2));
  EXPECT_EQ(walk->version(), client.version + 1);
  EXPECT_EQ(next(*walk, 2), "4 3");
  ASSERT_TRUE(insert(store_, client.key, 2));
  EXPECT_EQ(*walk->total(), 5U);
  EXPECT_EQ(next(*walk, 9), "2 1 0 end");
  const auto now_open = open(client, {});
  EXPECT_EQ(now_open->version(), stored(client).version);
  EXPECT_EQ(next(*now_open, 2), "8 7");
}

TEST_P(WalkStoreContract, nobody_has_no_list) {
  EXPECT_EQ(store_.open_walk({999}, {}).error().reason, "owner_not_found");
  EXPECT_EQ(store_.summarize({999}, {}).error().reason, "owner_not_found");
  const Owner client = new_owner(OwnerKind::client, "Acme");
  EXPECT_EQ(next(*open(client, {}), 1), " end");
  EXPECT_EQ(*open(client, {})->total(), 0U);
  EXPECT_TRUE(store_.summarize(client.key, {})->lines.empty());
  EXPECT_EQ(store_.summarize(client.key, {})->version, client.version);
}

TEST_P(WalkStoreContract, what_is_done_with_a_row_may_fail) {
  const Owner client = new_owner(OwnerKind::client, "Acme");
  ASSERT_TRUE(insert(store_, client.key, 3));
  {
    const auto walk = open(client, {});
    EXPECT_THROW(static_cast<void>(walk->next(
                     2, [](const payouts::PayoutView& /*payout*/) { throw std::bad_alloc(); })),
                 std::bad_alloc);
  }
  EXPECT_EQ(next(*open(client, {}), 9), "2 1 0 end");
  EXPECT_TRUE(insert(store_, client.key, 1));
}

TEST_P(WalkStoreContract, sums_are_exact_however_large) {
  using payouts::Status;
  const Owner client = new_owner(OwnerKind::client, "Acme");
  const Owner other = new_owner(OwnerKind::client, "Other");
  constexpr int64_t most = money::amount_max_micro;
  ASSERT_TRUE(add(other.key, "USD", 5, 5, Status::completed));
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(add(client.key, "USD", most, most, Status::completed));
  ASSERT_TRUE(add(client.key, "USD", 7, 0, Status::created));
  ASSERT_TRUE(add(client.key, "EUR", 1, 2, Status::expired));
  ASSERT_TRUE(add(client.key, "ZMW", 3, 4, Status::created));
  struct Line {
    const char* currency;
    Status status;
    uint64_t count;
    money::Sum amount;
    money::Sum fees;
  };
  const auto expect = [&](const payouts::ListFilter& filter, const std::vector<Line>& expected) {
    const auto summary = must(store_.summarize(client.key, filter));
    EXPECT_EQ(summary.version, stored(client).version);
    ASSERT_EQ(summary.lines.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(summary.lines[i].currency.code(), expected[i].currency);
      EXPECT_EQ(summary.lines[i].status, expected[i].status);
      EXPECT_EQ(summary.lines[i].count, expected[i].count);
      EXPECT_TRUE(summary.lines[i].amount_micro == expected[i].amount);
      EXPECT_TRUE(summary.lines[i].fees_micro == expected[i].fees);
    }
  };
  const money::Sum large = money::Sum{most} * 40;
  const Line euros{"EUR", Status::expired, 1, 1, 2};
  const Line dollars{"USD", Status::completed, 40, large, large};
  expect({},
         {euros, {"USD", Status::created, 1, 7, 0}, dollars, {"ZMW", Status::created, 1, 3, 4}});
  payouts::ListFilter filter;
  filter.statuses.set(static_cast<size_t>(Status::completed));
  filter.statuses.set(static_cast<size_t>(Status::expired));
  expect(filter, {euros, dollars});
  filter.currencies = {*money::find_currency("EUR")};
  expect(filter, {euros});
  filter.search = "nothing has this";
  expect(filter, {});
}

}  // namespace payoutd::store
