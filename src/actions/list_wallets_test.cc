#include "actions/list_wallets.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace payoutd::actions {
namespace {

Wallet wallet(int64_t id, const char* currency, money::Sum available, int64_t created,
              int64_t updated) {
  return {id, *money::find_currency(currency), available, 0, {created}, {updated}};
}

// 2^70 is more than any single amount: sums are compared as such.
const std::vector<Wallet> four = {wallet(3, "EUR", 20, 7, 9), wallet(1, "JPY", 700, 5, 30),
                                  wallet(4, "KWD", money::Sum{1} << 70U, 7, 8),
                                  wallet(2, "USD", 20, 6, 40)};

std::string ids(const store::PageOf<Wallet>& page) {
  std::string text;
  for (const Wallet& each : page.rows) text += std::to_string(each.id);
  return text;
}

TEST(ListWallets, sorts_with_ties_by_id_in_the_same_direction) {
  const struct {
    WalletSort sort;
    const char* ascending;
  } rows[] = {{WalletSort::id, "1234"},
              {WalletSort::amount, "2314"},
              {WalletSort::created_at, "1234"},
              {WalletSort::updated_at, "4312"}};
  for (const auto& row : rows) {
    const std::string ascending = row.ascending;
    const std::string descending(ascending.rbegin(), ascending.rend());
    EXPECT_EQ(ids(page_of(four, {.sort = row.sort, .descending = false})), ascending);
    EXPECT_EQ(ids(page_of(four, {.sort = row.sort})), descending);
  }
}

TEST(ListWallets, filters_before_it_counts) {
  const struct {
    WalletQuery query;
    uint64_t total;
    const char* ids;
  } rows[] = {{{}, 4, "4321"},
              {{.currency_number = 840}, 1, "2"},
              {{.currency_number = 756}, 0, ""},
              {{.currency_number = 840 + (uint64_t{1} << 32U)}, 0, ""},
              {{.none = true}, 0, ""},
              {{.currency_number = 840, .none = true}, 0, ""}};
  for (const auto& row : rows) {
    const auto page = page_of(four, row.query);
    EXPECT_EQ(page.total, row.total);
    EXPECT_EQ(ids(page), row.ids);
  }
}

TEST(ListWallets, pages) {
  const auto page = [](uint64_t offset, uint32_t limit) {
    const auto found = page_of(four, {.offset = offset, .limit = limit});
    EXPECT_EQ(found.total, 4U);
    return ids(found);
  };
  EXPECT_EQ(page(0, 3), "432");
  EXPECT_EQ(page(3, 3), "1");
  EXPECT_EQ(page(4, 3), "");
  EXPECT_EQ(page(std::numeric_limits<uint64_t>::max(), 10'000), "");
}

}  // namespace
}  // namespace payoutd::actions
