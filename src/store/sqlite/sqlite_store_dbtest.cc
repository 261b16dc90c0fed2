#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

#include "store/migrations/migrations.h"
#include "store/sqlite/scratch_sqlite.h"
#include "store/store_contract.h"

namespace payoutd::store {
namespace {

namespace fs = std::filesystem;
using sqlite::Missing;
using sqlite::open_scratch_sqlite;
using sqlite::open_sqlite_store;
using sqlite::tamper;

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&open_scratch_sqlite));

class SqliteFile : public testing::Test {
 protected:
  std::string reason_of_opening(const std::string& path, Missing missing = Missing::create) {
    const auto opened = open_sqlite_store(path, missing, clock_);
    return opened ? "" : opened.error().reason;
  }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
};

TEST_F(SqliteFile, opens_again_and_changes_nothing) {
  const std::string path = folder_.file("a.db");
  EXPECT_EQ(reason_of_opening(path), "");
  EXPECT_EQ(reason_of_opening(path, Missing::must_exist), "");
}

TEST_F(SqliteFile, says_what_is_missing) {
  EXPECT_EQ(reason_of_opening(folder_.file("none.db"), Missing::must_exist), "database_missing");
  EXPECT_FALSE(fs::exists(folder_.file("none.db"))) << "looking must not create";
  EXPECT_EQ(reason_of_opening(folder_.file("no/such/a.db")), "database_folder_missing");
  fs::create_directory(folder_.file("folder"));
  EXPECT_EQ(reason_of_opening(folder_.file("folder")), "store_unavailable");
}

TEST_F(SqliteFile, refuses_what_is_no_database_of_payoutd) {
  std::ofstream(folder_.file("text.db")) << std::string(10'000, 'x');
  EXPECT_EQ(reason_of_opening(folder_.file("text.db")), "store_damaged");
  tamper(folder_.file("other.db"), "CREATE TABLE other (x)");
  EXPECT_EQ(reason_of_opening(folder_.file("other.db")), "not_payoutd");
}

TEST_F(SqliteFile, refuses_a_newer_schema_and_leaves_it_alone) {
  const std::string path = folder_.file("newer.db");
  ASSERT_EQ(reason_of_opening(path), "");
  const std::string newer = std::to_string(schema_version() + 1);
  tamper(path, ("INSERT INTO schema_migrations VALUES (" + newer + ", 'newer', 0)").c_str());
  EXPECT_EQ(reason_of_opening(path), "schema_too_new");
  EXPECT_EQ(reason_of_opening(path), "schema_too_new");
}

TEST_F(SqliteFile, keys_of_the_first_schema_ask_for_nothing_new) {
  const std::string path = folder_.file("old.db");
  tamper(path, (std::string("PRAGMA application_id = 0x504f5554;"
                            "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name"
                            " TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;"
                            "INSERT INTO schema_migrations VALUES (1, 'first', 0);") +
                std::string(all_migrations()[0].sql) +
                "INSERT INTO owners VALUES (1, x'00112233445566778899aabbccddeeff', 0, 1, 'x', 1,"
                " 0, 0);"
                "INSERT INTO api_keys VALUES ('sk_test_1', 1, zeroblob(32), x'01', 5, NULL)")
                   .c_str());
  const auto store = open_sqlite_store(path, Missing::must_exist, clock_);
  ASSERT_TRUE(store) << store.error().message;
  (*store)->find_api_key("sk_test_1", [](auto found) {
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->mode, access::Mode::test);
    EXPECT_FALSE((*found)->signature_required);
    EXPECT_EQ((*found)->allowed_networks, "");
  });
  EXPECT_EQ((*store)->list_api_keys({1})->size(), 1U);
}

TEST_F(SqliteFile, two_processes_may_create_it_at_once) {
  for (int round = 0; round < 10; ++round) {
    const std::string path = folder_.file("race" + std::to_string(round) + ".db");
    std::vector<std::thread> openers;
    std::array<std::string, 4> reasons;
    for (std::string& reason : reasons) {
      openers.emplace_back([&, slot = &reason] { *slot = reason_of_opening(path); });
    }
    for (std::thread& opener : openers) opener.join();
    for (const std::string& reason : reasons) EXPECT_EQ(reason, "");
  }
}

TEST_F(SqliteFile, a_damaged_value_is_an_error_and_not_a_payout) {
  const std::string path = folder_.file("damaged.db");
  const auto store = *open_sqlite_store(path, Missing::create, clock_);
  tamper(path,
         "INSERT INTO owners (owner_key, id, kind, mode, name, version, payout_count, created_at)"
         " VALUES (1, x'00112233445566778899aabbccddeeff', 0, 0, 'x', 2, 1, 0);"
         "INSERT INTO payouts (owner_key, number, version, id, status, currency, amount_micro,"
         " fees_micro, imported, created_at, updated_at) VALUES (1, 0, 2,"
         " x'00112233445566778899aabbccddeeff', 0, 'QQQ', 1, 0, 0, 0, 0)");
  CollectPayouts read;
  const auto version = store->read_payouts({1}, 0, read);
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().reason, "store_damaged");
  EXPECT_EQ(version.error().kind, base::ErrorKind::unavailable);

  class Skip final : public PayoutSink {
   public:
    void payout(const payouts::PayoutView& /*payout*/) override { ADD_FAILURE(); }
    bool skip_damaged(int64_t /*number*/, std::string_view what) override {
      EXPECT_EQ(what, "a payout has an unknown currency");
      return true;
    }
  } skip;
  EXPECT_EQ(*store->read_payouts({1}, 0, skip), 2);
}

// As it does by itself when the disk is full.
TEST_F(SqliteFile, when_the_engine_takes_back_the_whole_batch_all_of_it_is_told) {
  const std::string path = folder_.file("back.db");
  const auto store = *open_sqlite_store(path, Missing::create, clock_);
  tamper(path,
         "CREATE TRIGGER take_back BEFORE INSERT ON fee_schedules"
         " BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END");
  const auto creates = [](unsigned char id) -> Work {
    return [id](Transaction& transaction) -> base::Status {
      const payouts::OwnerId owner{{{id}}};
      EXPECT_TRUE(transaction.create_owner(OwnerKind::client, {}, owner, "x", {}));
      return {};
    };
  };
  const Work fails = [](Transaction& transaction) -> base::Status {
    transaction.set_fee_schedule({1}, {*money::find_currency("USD")}, {});
    return {};
  };
  const Work refuses = [](Transaction&) -> base::Status { return base::refused("no", ""); };
  const Work works[] = {creates(1), refuses, fails, creates(2)};
  std::array<base::Status, 4> results;
  store->write_all(works, results);
  for (const base::Status& each : results) {
    ASSERT_FALSE(each);
    EXPECT_EQ(each.error().reason, "store_unavailable");
    EXPECT_EQ(each.error().message, "all of it");
  }
  EXPECT_TRUE(store->all_owners()->empty());
  EXPECT_TRUE(store->write(creates(3))) << "the store works on";
  EXPECT_EQ(store->all_owners()->size(), 1U);
}

}  // namespace
}  // namespace payoutd::store
