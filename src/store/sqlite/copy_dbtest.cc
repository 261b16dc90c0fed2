// Copies of a database file, and files that are only read.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "store/migrations/migrations.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store::sqlite {
namespace {

namespace fs = std::filesystem;

class Copies : public testing::Test {
 protected:
  Copies() : store_(*open_sqlite_store(path_, Missing::create, clock_)) { add_owner(*store_, 1); }

  static base::Status add_owner(Store& store, unsigned char id) {
    return store.write([id](Transaction& transaction) -> base::Status {
      const payouts::OwnerId owner{{{id}}};
      auto made = transaction.create_owner(OwnerKind::client, {}, owner, "x", {});
      return made ? base::Status() : base::forward(std::move(made));
    });
  }

  std::string reason_of_copying(const std::string& to) {
    const auto copied = store_->copy_to(to, random_);
    return copied ? "" : copied.error().reason;
  }

  size_t files() const {
    const auto folder = fs::directory_iterator(fs::path(path_).parent_path());
    return static_cast<size_t>(std::distance(fs::begin(folder), fs::end(folder)));
  }

  base::ScratchFolder folder_;
  const std::string path_ = folder_.file("a.db");
  const std::string copy_ = folder_.file("copy.db");
  base::SystemClock clock_;
  base::SeededRandom random_{1};
  std::unique_ptr<Store> store_;
};

TEST_F(Copies, are_one_file_that_only_its_owner_reads) {
  const size_t before = files();
  ASSERT_EQ(reason_of_copying(copy_), "");
  EXPECT_EQ(files(), before + 1);
  EXPECT_EQ(fs::status(copy_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Copies, overwrite_nothing) {
  std::ofstream(copy_) << "mine";
  EXPECT_EQ(reason_of_copying(copy_), "file_exists");
  EXPECT_EQ(fs::file_size(copy_), 4U);
  EXPECT_EQ(reason_of_copying(path_), "file_exists");
  EXPECT_EQ(reason_of_copying(folder_.file("no/such/folder.db")), "store_unavailable");
  EXPECT_EQ(copy_sqlite_file(folder_.file("none.db"), folder_.file("b.db"), random_).error().reason,
            "database_missing");
  EXPECT_FALSE(fs::exists(folder_.file("b.db")));
}

TEST_F(Copies, of_a_damaged_file_leave_nothing_behind) {
  const std::string damaged = folder_.file("damaged.db");
  std::ofstream(damaged) << "SQLite format 3" << std::string(10'000, '\0');
  const size_t before = files();
  EXPECT_EQ(copy_sqlite_file(damaged, copy_, random_).error().reason, "store_damaged");
  EXPECT_EQ(files(), before);
}

// A write that is under way is not in it, and neither waits for the other.
TEST_F(Copies, do_not_wait_for_writers) {
  std::promise<void> began;
  std::promise<void> go_on;
  std::thread writer([&] {
    EXPECT_TRUE(store_->write([&](Transaction& transaction) -> base::Status {
      EXPECT_TRUE(transaction.create_owner(OwnerKind::client, {}, {{{2}}}, "x", {}));
      began.set_value();
      go_on.get_future().wait();
      return {};
    }));
  });
  began.get_future().wait();
  EXPECT_EQ(reason_of_copying(copy_), "");
  go_on.set_value();
  writer.join();
  EXPECT_EQ((*open_sqlite_read_only(copy_))->all_owners()->size(), 1U);
  EXPECT_EQ(store_->all_owners()->size(), 2U);
}

TEST_F(Copies, are_read_without_being_changed) {
  ASSERT_EQ(reason_of_copying(copy_), "");
  const auto written = fs::last_write_time(copy_);
  const auto copy = open_sqlite_read_only(copy_);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ((*copy)->all_owners()->size(), 1U);
  EXPECT_TRUE((*copy)->check_integrity()->empty());
  EXPECT_EQ(add_owner(**copy, 9).error().reason, "store_read_only");
  EXPECT_EQ(fs::last_write_time(copy_), written);
  EXPECT_FALSE(fs::exists(copy_ + "-wal"));
}

TEST_F(Copies, of_an_older_schema_are_brought_up_to_date_and_the_original_is_not) {
  const std::string old = folder_.file("old.db");
  tamper(old,
         "PRAGMA application_id = 0x504f5554;"
         "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
         " applied_at INTEGER NOT NULL) STRICT;"
         "INSERT INTO schema_migrations VALUES (1, 'first', 0);" +
             std::string(all_migrations()[0].sql));
  ASSERT_TRUE(copy_sqlite_file(old, copy_, random_));
  EXPECT_EQ(open_sqlite_read_only(copy_).error().reason, "schema_too_old");
  const auto copy = open_sqlite_store(copy_, Missing::must_exist, clock_);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_TRUE(add_owner(**copy, 1));
  EXPECT_EQ(open_sqlite_read_only(old).error().reason, "schema_too_old");
}

TEST_F(Copies, what_is_only_read_is_recognised) {
  const std::string newer = std::to_string(schema_version() + 1);
  const std::string latest = std::to_string(schema_version());
  tamper(folder_.file("other.db"), "CREATE TABLE other (x)");
  EXPECT_EQ(open_sqlite_read_only(folder_.file("other.db")).error().reason, "not_payoutd");
  EXPECT_EQ(open_sqlite_read_only(folder_.file("none.db")).error().reason, "database_missing");
  tamper(path_, "DELETE FROM schema_migrations WHERE version = " + latest);
  EXPECT_EQ(open_sqlite_read_only(path_).error().reason, "schema_too_old");
  tamper(path_, "INSERT INTO schema_migrations VALUES (" + newer + ", 'newer', 0)");
  EXPECT_EQ(open_sqlite_read_only(path_).error().reason, "schema_too_new");
}

}  // namespace
}  // namespace payoutd::store::sqlite
