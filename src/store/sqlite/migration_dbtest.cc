// A database of the first schema becomes one of today, with the books of its history.

#include <map>
#include <string>
#include <vector>

#include "ledger/post.h"
#include "store/migrations/migrations.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store::sqlite {
namespace {

using ledger::AccountKind;
using ledger::Side;

class CollectBooks final : public BooksSink, public PayoutSink {
 public:
  void payout(const payouts::PayoutView&) override {}
  void tie(payouts::PayoutNumber, std::optional<EntryNumber> hold,
           std::optional<base::Timestamp> due_at) override {
    EXPECT_FALSE(hold || due_at) << "history holds nothing and is never due";
  }
  void entry(const StoredEntry& entry) override { entries.push_back(entry); }
  void accounts(const CurrencyAccounts& row) override { all_accounts.push_back(row); }
  void history(payouts::PayoutNumber, int64_t, int64_t, const payouts::HistoryRow&) override {
    ADD_FAILURE() << "nothing is known of how old payouts lived";
  }
  void attempt(payouts::PayoutNumber, const payouts::Attempt&) override { ADD_FAILURE(); }
  void idempotency(const IdempotencyRecord&) override { ADD_FAILURE(); }
  void total(const payouts::BeneficiaryId&, const BeneficiaryTotal&) override { ADD_FAILURE(); }

  std::vector<StoredEntry> entries;
  std::vector<CurrencyAccounts> all_accounts;
};

// The database of the first schema, with three owners without payouts.
class FirstSchema : public testing::Test {
 protected:
  void SetUp() override {
    sql_ =
        "PRAGMA application_id = 0x504f5554;"
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
        " applied_at INTEGER NOT NULL) STRICT;"
        "INSERT INTO schema_migrations VALUES (1, 'owners and payouts', 0);" +
        std::string(all_migrations()[0].sql);
    for (const char owner : {'1', '2', '3'}) {
      sql_ += std::string("INSERT INTO owners VALUES (") + owner + ", x'" + std::string(31, '0') +
              owner + "', 0, 0, 'x', 7, 0, 0);";
    }
  }

  void add(int64_t owner, const std::string& currency, payouts::Status status, int64_t amount,
           int64_t fees, int64_t updated_at, bool imported = true) {
    const int64_t number = count_[owner]++;
    sql_ +=
        "INSERT INTO payouts (owner_key, number, version, id, status, currency, amount_micro,"
        " fees_micro, imported, created_at, updated_at) VALUES (" +
        std::to_string(owner) + "," + std::to_string(number) + ", 2, randomblob(16), " +
        std::to_string(static_cast<int>(status)) + ",'" + currency + "'," + std::to_string(amount) +
        "," + std::to_string(fees) + "," + (imported ? "1" : "0") + ", 5," +
        std::to_string(updated_at) + ");";
  }

  void migrate() {
    for (const auto& [owner, count] : count_) {
      sql_ += "UPDATE owners SET payout_count = " + std::to_string(count) +
              " WHERE owner_key = " + std::to_string(owner) + ";";
    }
    tamper(path_, "BEGIN;" + sql_ + "COMMIT");
    auto opened = open_sqlite_store(path_, Missing::must_exist, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = *std::move(opened);
    EXPECT_TRUE(store_->check_integrity()->empty());
  }

  // Its entries and accounts. Every entry balances and the accounts are what posting them makes.
  CollectBooks books(int64_t owner) {
    CollectBooks found;
    EXPECT_TRUE(store_->read_books({owner}, found, found));
    std::map<money::Currency, std::vector<ledger::Account>> posted;
    EntryNumber number = 0;
    for (const StoredEntry& each : found.entries) {
      EXPECT_EQ(each.number, ++number);
      EXPECT_EQ(each.entry.purpose, ledger::Purpose::history);
      EXPECT_EQ(each.entry.postings.front().amount, each.amount);
      auto& accounts = posted[each.amount.currency];
      if (accounts.empty()) {
        for (const AccountKind kind : ledger::all_account_kinds) {
          accounts.push_back({kind, each.amount.currency});
        }
      }
      EXPECT_TRUE(ledger::post(each.entry, nullptr, accounts));
    }
    EXPECT_EQ(posted.size(), found.all_accounts.size());
    for (const CurrencyAccounts& each : found.all_accounts) {
      EXPECT_FALSE(each.wallet_id);
      for (size_t i = 0; i < ledger::account_kind_count; ++i) {
        EXPECT_EQ(each.accounts[i].counters, posted.at(each.currency()).at(i).counters)
            << each.currency().code() << " " << i;
      }
    }
    EXPECT_EQ((*store_->all_owners())[static_cast<size_t>(owner - 1)].entry_count, number);
    return found;
  }

  static void expect_sums(const CurrencyAccounts& accounts, const std::string& code,
                          const std::string& paid_out, const std::string& fees,
                          const std::string& imported) {
    EXPECT_EQ(accounts.currency().code(), code);
    EXPECT_EQ(money::to_digits(accounts.accounts[1].counters.credits_posted), paid_out);
    EXPECT_EQ(money::to_digits(accounts.accounts[2].counters.credits_posted), fees);
    EXPECT_EQ(money::to_digits(accounts.accounts[4].counters.debits_posted), imported);
  }

  base::ScratchFolder folder_;
  const std::string path_ = folder_.file("old.db");
  base::SystemClock clock_;
  std::string sql_;
  std::map<int64_t, int64_t> count_;
  std::unique_ptr<Store> store_;
};

TEST_F(FirstSchema, every_owner_counts_as_touched) {
  migrate();
  EXPECT_TRUE(store_->read([](Reads& reads) -> base::Status {
    EXPECT_EQ(reads.last_touch(), 3);
    EXPECT_EQ(reads.list_touched(0).size(), 3U);
    EXPECT_EQ(reads.list_touched(2).size(), 1U);
    return {};
  }));
}

TEST_F(FirstSchema, completed_history_is_in_the_books_in_each_owners_currencies) {
  for (const payouts::Status status : payouts::all_statuses) {
    add(1, "USD", status, 100, 3, 10);  // of these the completed one alone has paid
    if (status != payouts::Status::completed) add(1, "KWD", status, 7, 0, 10);
  }
  add(1, "USD", payouts::Status::completed, 1'000, 0, 30);
  add(1, "USD", payouts::Status::completed, 20'000, 40, 20);
  add(1, "EUR", payouts::Status::completed, 5, 0, 40);
  add(1, "EUR", payouts::Status::completed, 999, 0, 50, false);  // not history
  add(2, "USD", payouts::Status::completed, 8, 9, 60);
  ASSERT_NO_FATAL_FAILURE(migrate());

  const CollectBooks first = books(1);
  ASSERT_EQ(first.entries.size(), 2U);
  const auto usd = *money::find_currency("USD");
  EXPECT_EQ(first.entries[1].amount, (money::Amount{21'143, usd}));
  EXPECT_EQ(first.entries[1].created_at.micros, 30);
  EXPECT_EQ(first.entries[1].remarks, "Imported history");
  EXPECT_FALSE(first.entries[1].payout);
  EXPECT_FALSE(first.entries[1].resolves);
  EXPECT_EQ(first.entries[1].entry.postings,
            (std::vector<ledger::Posting>{{AccountKind::imported, Side::debit, {21'143, usd}},
                                          {AccountKind::paid_out, Side::credit, {21'100, usd}},
                                          {AccountKind::fees, Side::credit, {43, usd}}}));
  EXPECT_EQ(first.entries[0].entry.postings.size(), 2U) << "no posting of 0 fees";
  ASSERT_EQ(first.all_accounts.size(), 2U);
  expect_sums(first.all_accounts[0], "EUR", "5", "0", "5");
  expect_sums(first.all_accounts[1], "USD", "21100", "43", "21143");

  const CollectBooks second = books(2);
  ASSERT_EQ(second.all_accounts.size(), 1U);
  expect_sums(second.all_accounts[0], "USD", "8", "9", "17");
  EXPECT_TRUE(books(3).entries.empty());

  // The payouts are as they were, and nobody's lists have changed.
  CollectPayouts payouts;
  EXPECT_EQ(*store_->read_payouts({1}, 0, payouts), 7);
  EXPECT_EQ(payouts.rows.size(), static_cast<size_t>(count_[1]));
}

TEST_F(FirstSchema, history_beyond_64_bits_is_in_the_books) {
  for (int i = 0; i < 21; ++i) {
    add(1, "USD", payouts::Status::completed, money::amount_max_micro, money::amount_max_micro, 10);
    add(1, "JPY", payouts::Status::completed, money::amount_max_micro - 1, 0, 10);
    add(1, "EUR", payouts::Status::completed, 1'000'000'000, 0, 10);
  }
  add(1, "USD", payouts::Status::completed, 1, 0, 10);
  add(2, "USD", payouts::Status::completed, 999'999'999, 1, 10);
  ASSERT_NO_FATAL_FAILURE(migrate());
  const CollectBooks first = books(1);
  ASSERT_EQ(first.all_accounts.size(), 3U);
  expect_sums(first.all_accounts[0], "EUR", "21000000000", "0", "21000000000");
  expect_sums(first.all_accounts[1], "JPY", "20999999999999999979", "0", "20999999999999999979");
  expect_sums(first.all_accounts[2], "USD", "21000000000000000001", "21000000000000000000",
              "42000000000000000001");
  EXPECT_EQ(first.entries.size(), 1U + 3U + 6U);
  expect_sums(books(2).all_accounts.at(0), "USD", "999999999", "1", "1000000000");
}

TEST_F(FirstSchema, a_database_without_history_has_empty_books) {
  add(2, "USD", payouts::Status::failed, 8, 9, 60);
  ASSERT_NO_FATAL_FAILURE(migrate());
  for (const int64_t owner : {1, 2, 3}) EXPECT_TRUE(books(owner).entries.empty());
}

}  // namespace
}  // namespace payoutd::store::sqlite
