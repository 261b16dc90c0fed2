#include <numeric>

#include "store/sqlite/payout_walk.h"
#include "store/sqlite/scratch_sqlite.h"
#include "store/walk_contract.h"

namespace payoutd::store {
namespace {

using sqlite::Missing;
using sqlite::open_scratch_sqlite;
using sqlite::open_sqlite_store;
using sqlite::tamper;

INSTANTIATE_TEST_SUITE_P(Sqlite, WalkStoreContract, testing::Values(&open_scratch_sqlite));

class WalkOfFile : public testing::Test {
 protected:
  WalkOfFile() : store_(*open_sqlite_store(path_, Missing::create, clock_)) {}

  void fill(uint32_t count) {
    tamper(
        path_,
        "INSERT INTO owners (owner_key, id, kind, mode, name, version, payout_count, created_at)"
        " VALUES (1, x'00112233445566778899aabbccddeeff', 0, 0, 'x', 2, " +
            std::to_string(count) +
            ", 0); WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(count - 1) +
            ") INSERT INTO payouts (owner_key, number, version, id, status, currency,"
            " amount_micro, fees_micro, imported, created_at, updated_at) SELECT 1, i, 2,"
            " randomblob(16), 0, 'USD', 1 + (i * 7919) % " +
            std::to_string(count) + ", 0, 0, i, i FROM n");
  }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
  const std::string path_ = folder_.file("walk.db");
  std::unique_ptr<Store> store_;
};

// 10,007 amounts, each once: beyond what the first page's scan keeps.
TEST_F(WalkOfFile, goes_to_the_end_of_a_long_list_from_anywhere) {
  constexpr uint32_t count = 10'007;
  fill(count);
  payouts::ListQuery query;
  query.sort_field = payouts::SortField::amount;
  query.sort_order = payouts::SortOrder::ascending;
  for (const uint64_t offset : {0U, 9'000U, 9'999U, 10'000U, 10'001U, 10'006U, 10'007U}) {
    for (const uint32_t rows : {20U, 3'000U, 20'000U}) {
      query.offset = offset;
      const auto walk = must(store_->open_walk({1}, query));
      auto expected = static_cast<int64_t>(offset);
      const auto take = [&](const payouts::PayoutView& payout) {
        EXPECT_EQ(payout.amount.micro, ++expected);
      };
      while (must(walk->next(rows, take))) {
      }
      EXPECT_EQ(expected, count) << offset << " " << rows;
      EXPECT_EQ(*walk->total(), count);
    }
  }
}

TEST_F(WalkOfFile, a_damaged_row_is_an_error_when_it_comes_up) {
  fill(10);
  tamper(path_, "UPDATE payouts SET currency = 'QQQ' WHERE number = 5");
  const auto walk = must(store_->open_walk({1}, {}));
  std::vector<payouts::PayoutNumber> numbers;
  const auto take = [&](const payouts::PayoutView& payout) { numbers.push_back(payout.number); };
  EXPECT_TRUE(*walk->next(4, take));
  const auto failed = walk->next(4, take);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, "store_damaged");
  EXPECT_EQ(failed.error().message, "a payout has an unknown currency");
  EXPECT_EQ(numbers, (std::vector<payouts::PayoutNumber>{9, 8, 7, 6}));
  EXPECT_EQ(store_->summarize({1}, {}).error().reason, "store_damaged");
  payouts::ListFilter filter;
  filter.created_to = base::Timestamp{5};
  EXPECT_EQ(store_->summarize({1}, filter)->lines.at(0).count, 5U);
  tamper(path_,
         "UPDATE payouts SET currency = 'USD', fees_micro = 1000000000000000001"
         " WHERE number = 5");
  EXPECT_EQ(store_->summarize({1}, {}).error().message, "a payout has impossible fees");
}

TEST_F(WalkOfFile, what_somebody_searches_for_is_no_sql) {
  fill(3);
  payouts::ListQuery query;
  for (const char* text : {"'", "' OR 1=1 --", "%", "?1", "\"); DROP TABLE payouts; --"}) {
    query.filter.search = text;
    EXPECT_EQ(*must(store_->open_walk({1}, query))->total(), 0U);
    query.filter.reference_id = text;
    query.filter.beneficiary_id = text;
    EXPECT_EQ(*must(store_->open_walk({1}, query))->total(), 0U);
  }
  EXPECT_EQ(*must(store_->open_walk({1}, {}))->total(), 3U);
}

}  // namespace
}  // namespace payoutd::store
