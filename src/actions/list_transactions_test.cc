#include "actions/list_transactions.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "actions/create_client.h"
#include "actions/fund_wallet.h"
#include "actions/hold_payout.h"
#include "actions/move_payout.h"
#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::actions {
namespace {

using payouts::Status;
using Type = WalletTransactionType;

class ListTransactionsTest : public testing::Test {
 protected:
  ListTransactionsTest() {
    store_ = *store::sqlite::open_sqlite_store(folder_.file("a.db"), store::sqlite::Missing::create,
                                               clock_);
    client_ = new_client();
    // 1 and 2 are fundings, 3 to 6 payouts; what resolves a payout has a number, but is not listed.
    fund(client_, "USD", 1000);
    fund(client_, "EUR", 500);
    const auto paid = pay("USD", 1, 30);
    pay("USD", 1, 10);
    const auto failed = pay("EUR", 2, 20);
    pay("USD", 1, 10);
    move(paid, Status::completed);
    move(failed, Status::failed);
  }

  Caller new_client() {
    const auto made =
        create_client(*store_, clock_, random_, seal_key_, "Acme", access::Mode::live);
    return {made->owner.key, made->owner.id};
  }

  static money::Amount amount(const char* currency, int64_t units) {
    return {units * money::micro_per_unit, *money::find_currency(currency)};
  }

  void write(const store::Work& work) {
    const auto written = store_->write(work);
    ASSERT_TRUE(written) << written.error().message;
  }

  void fund(const Caller& caller, const char* currency, int64_t units) {
    write([&](store::Transaction& transaction) -> base::Status {
      auto funded =
          fund_wallet(transaction, caller.owner, amount(currency, units), "", clock_.now());
      if (!funded) return base::forward(std::move(funded));
      return {};
    });
  }

  store::StoredPayout pay(const char* currency, int64_t wallet_id, int64_t units) {
    std::optional<store::StoredPayout> stored;
    const payouts::PayoutId id{base::make_uuid_v7(clock_.now(), random_)};
    write([&](store::Transaction& transaction) -> base::Status {
      const payouts::NewPayout asked{.reference_id = "R" + std::to_string(++references_),
                                     .wallet_id = wallet_id,
                                     .amount = amount(currency, units),
                                     .beneficiary_id = {},
                                     .beneficiary = {"a@b.c", "A", "B", "", "", ""},
                                     .description = {},
                                     .metadata = {}};
      auto held = hold_payout(transaction, client_, asked, id, clock_.now(), {seal_key_, random_});
      if (!held) return base::forward(std::move(held));
      stored.emplace(std::move(*held));
      return {};
    });
    return *stored;
  }

  void move(const store::StoredPayout& stored, Status to) {
    write([&](store::Transaction& transaction) -> base::Status {
      const payouts::Move move{.to = to,
                               .actor = {payouts::ActorType::operator_person, "o"},
                               .message = "moved",
                               .failure_code = to == Status::failed ? "other" : ""};
      auto moved = move_payout(transaction, stored, move, clock_.now(), std::nullopt);
      if (!moved) return base::forward(std::move(moved));
      return {};
    });
  }

  // "6D 5D 4D 3D 2C 1C".
  std::string list(const WalletTransactionQuery& query, uint64_t* total = nullptr) {
    const auto page = ListTransactions(*store_).list(client_.owner, query);
    if (!page) return page.error().reason;
    if (total != nullptr) *total = page->total;
    std::string text;
    for (const WalletTransaction& row : page->rows) {
      text += (text.empty() ? "" : " ") + std::to_string(row.number);
      text += row.type == Type::credit ? 'C' : 'D';
    }
    return text;
  }

  base::ScratchFolder folder_;
  base::FakeClock clock_{base::Timestamp{1'705'314'600'000'000}};
  base::SystemRandom random_;
  base::SealKey seal_key_;
  std::unique_ptr<store::Store> store_;
  Caller client_;
  int references_ = 0;
};

TEST_F(ListTransactionsTest, filters_sorts_and_pages) {
  const struct {
    WalletTransactionQuery query;
    uint64_t total;
    const char* rows;
  } rows[] = {
      {{}, 6, "6D 5D 4D 3D 2C 1C"},
      {{.descending = false}, 6, "1C 2C 3D 4D 5D 6D"},
      {{.by_amount = true}, 6, "1C 2C 3D 5D 6D 4D"},
      {{.by_amount = true, .descending = false}, 6, "4D 6D 5D 3D 2C 1C"},
      {{.type = Type::credit}, 2, "2C 1C"},
      {{.type = Type::debit}, 4, "6D 5D 4D 3D"},
      {{.status = TransactionStatus::completed}, 3, "3D 2C 1C"},
      {{.status = TransactionStatus::pending}, 2, "6D 4D"},
      {{.status = TransactionStatus::failed}, 1, "5D"},
      {{.wallet_id = 2}, 2, "5D 2C"},
      {{.type = Type::debit, .status = TransactionStatus::completed, .wallet_id = 1}, 1, "3D"},
      {{.wallet_id = 3}, 0, ""},
      {{.wallet_id = ~uint64_t{0}}, 0, ""},
      {{.offset = 2, .limit = 3}, 6, "4D 3D 2C"},
      {{.offset = 6, .limit = 3}, 6, ""},
      {{.offset = ~uint64_t{0} / 2, .limit = 10'000}, 6, ""},
  };
  for (const auto& row : rows) {
    uint64_t total = 0;
    EXPECT_EQ(list(row.query, &total), row.rows);
    EXPECT_EQ(total, row.total) << row.rows;
  }
}

// Nothing but what resolves a payout has a number and is not found.
TEST_F(ListTransactionsTest, each_is_found_as_it_is_listed) {
  const ListTransactions transactions(*store_);
  const auto page = transactions.list(client_.owner, {});
  ASSERT_TRUE(page);
  for (const WalletTransaction& row : page->rows) {
    const auto found = transactions.find(client_.owner, row.number);
    ASSERT_TRUE(found && *found) << row.number;
    const WalletTransaction& same = **found;
    EXPECT_EQ(same.number, row.number);
    EXPECT_EQ(same.wallet_id, row.wallet_id);
    EXPECT_EQ(same.type, row.type);
    EXPECT_EQ(same.status, row.status);
    EXPECT_EQ(same.amount, row.amount);
    EXPECT_EQ(same.payout_id, row.payout_id);
    EXPECT_EQ(same.payout_id.has_value(), row.type == Type::debit);
    EXPECT_EQ(same.remarks, row.remarks);
    EXPECT_EQ(same.created_at, row.created_at);
  }
  for (const int64_t number : {0, -1, 7, 8, 9}) {
    const auto found = transactions.find(client_.owner, number);
    EXPECT_TRUE(found && !*found) << number;
  }
}

TEST_F(ListTransactionsTest, are_their_owners_own) {
  const Caller other = new_client();
  const ListTransactions transactions(*store_);
  EXPECT_EQ(transactions.list(other.owner, {})->total, 0U);
  EXPECT_FALSE(*transactions.find(other.owner, 3));
  fund(other, "EUR", 1);
  EXPECT_EQ((*transactions.find(other.owner, 1))->wallet_id, 1);
  EXPECT_EQ((*transactions.find(client_.owner, 2))->wallet_id, 2);
}

TEST(TransactionStatus, follows_the_payout) {
  EXPECT_EQ(transaction_status(std::nullopt), TransactionStatus::completed);
  for (const Status status : payouts::all_statuses) {
    const bool given_back =
        status == Status::failed || status == Status::cancelled || status == Status::expired;
    const auto expected = status == Status::completed ? TransactionStatus::completed
                          : given_back                ? TransactionStatus::failed
                                                      : TransactionStatus::pending;
    EXPECT_EQ(transaction_status(status), expected) << to_text(status);
  }
}

}  // namespace
}  // namespace payoutd::actions
