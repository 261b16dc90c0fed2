#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "store/sqlite/commit_mark.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store::sqlite {
namespace {

namespace fs = std::filesystem;

class CommitMarkOfFile : public testing::Test {
 protected:
  CommitMarkOfFile() : store_(*open_sqlite_store(path_, Missing::create, clock_)) {}

  // Another connection, as another process has.
  void run(const std::string& sql) { tamper(path_, sql); }
  void commit() { run("UPDATE owners SET name = 'x'; PRAGMA user_version = " + next()); }
  std::string next() { return std::to_string(++commits_); }

  base::ScratchFolder folder_;
  base::SystemClock clock_;
  int commits_ = 0;
  const std::string path_ = folder_.file("mark.db");
  std::unique_ptr<Store> store_;
};

TEST_F(CommitMarkOfFile, changes_with_each_commit_and_with_nothing_else) {
  const CommitMark mark(path_);
  auto before = mark.read();
  ASSERT_TRUE(before);
  for (int i = 0; i < 50; ++i) {
    commit();
    const auto after = mark.read();
    ASSERT_TRUE(after);
    EXPECT_NE(*after, *before);
    before = after;
    run("SELECT * FROM owners; BEGIN IMMEDIATE; DELETE FROM payments WHERE 0; COMMIT");
    run("BEGIN IMMEDIATE; PRAGMA user_version = 9; ROLLBACK; PRAGMA wal_checkpoint(PASSIVE)");
    EXPECT_EQ(mark.read(), before);
    EXPECT_EQ(CommitMark(path_).read(), before) << "everybody has the same";
  }
}

TEST_F(CommitMarkOfFile, never_comes_again_however_the_log_begins_anew) {
  const CommitMark mark(path_);
  std::set<CommitMark::Value> seen{*mark.read()};
  for (int i = 0; i < 90; ++i) {
    commit();
    EXPECT_TRUE(seen.insert(*mark.read()).second) << i;
    if (i % 3 == 0) run("PRAGMA wal_checkpoint(TRUNCATE)");
    if (i % 3 == 1) run("PRAGMA wal_checkpoint(RESTART)");
    seen.insert(*mark.read());  // that may be new, or not
  }
}

TEST_F(CommitMarkOfFile, is_never_seen_half) {
  const CommitMark mark(path_);
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 0; i < 200; ++i) run("PRAGMA user_version = " + std::to_string(i));
    done = true;
  });
  std::set<CommitMark::Value> seen;
  uint64_t nothing = 0;
  uint64_t asked = 0;
  while (!done) {
    ++asked;
    const auto value = mark.read();
    if (value) seen.insert(*value);
    if (!value) ++nothing;
  }
  EXPECT_LE(seen.size(), 202U) << "no more values than commits, and one before";
  EXPECT_LT(nothing, asked);
}

// What a process leaves behind that dies between the two copies: the next one that looks makes the
// header anew from the log.
TEST_F(CommitMarkOfFile, is_not_known_until_a_half_written_header_is_mended) {
  const CommitMark mark(path_);
  Connection another(path_, OpenMode::read_write);
  another.run("PRAGMA user_version");
  sqlite3_file* file = nullptr;
  sqlite3_file_control(another.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  void volatile* header = nullptr;
  ASSERT_EQ(file->pMethods->xShmMap(file, 0, 32'768, 0, &header), SQLITE_OK);
  std::set<CommitMark::Value> seen;
  for (int i = 0; i < 20; ++i) {
    commit();
    const auto whole = mark.read();
    ASSERT_TRUE(whole);
    EXPECT_TRUE(seen.insert(*whole).second);
    for (int copy : {0, 1}) {
      auto* const count = static_cast<uint32_t volatile*>(header) + copy * 12 + 2;
      *count = *count + 1;
      EXPECT_FALSE(mark.read());
      run("SELECT * FROM owners");
      const auto mended = mark.read();
      ASSERT_TRUE(mended);
      EXPECT_NE(*mended, *whole) << "the count of commits has begun anew";
      EXPECT_EQ((*mended)[2], 0U);
    }
    seen.insert(*mark.read());
    if (i % 2 == 0) run("PRAGMA wal_checkpoint(TRUNCATE)");
  }
}

TEST_F(CommitMarkOfFile, is_not_known_without_a_wal) {
  const std::string copy = folder_.file("copy.db");
  base::SystemRandom random;
  ASSERT_TRUE(store_->copy_to(copy, random));
  EXPECT_FALSE(CommitMark(copy).read()) << "a copy is in another mode";
  EXPECT_FALSE(CommitMark(":memory:").read());
  EXPECT_FALSE(CommitMark(folder_.file("no/such.db")).read());
  const auto store = *open_sqlite_read_only(copy);
  for (int i = 0; i < 3; ++i) {
    tamper(copy,
           "INSERT INTO owners (id, kind, mode, name, version, payout_count, created_at)"
           " VALUES (randomblob(16), 0, 0, 'x', 1, 0, 0);"
           "INSERT OR REPLACE INTO api_keys (api_key, owner_key, secret_hash, created_at,"
           " signing_secret_sealed) SELECT 'k', max(owner_key), zeroblob(32), 0, x'' FROM"
           " owners");
    store->find_api_key("k", [&](auto found) { EXPECT_EQ((*found)->owner.value, i + 1); });
  }
}

TEST_F(CommitMarkOfFile, nothing_leaves_the_mode_that_it_needs_while_it_is_there) {
  const CommitMark mark(path_);
  store_.reset();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(other, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr),
            SQLITE_BUSY);
  EXPECT_EQ(sqlite3_close(other), SQLITE_OK);
  const auto before = mark.read();
  commit();
  EXPECT_NE(mark.read(), before);
  EXPECT_TRUE(fs::exists(path_ + "-wal"));
}

TEST_F(CommitMarkOfFile, is_not_known_any_more_once_another_file_has_the_name) {
  CommitMark mark(path_);
  CommitMark other(path_);
  mark.look_at_name();
  EXPECT_TRUE(mark.read());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    fs::rename(path_ + suffix, folder_.file("moved.db") + suffix);
  }
  other.look_at_name();
  EXPECT_FALSE(other.read());
  ASSERT_TRUE(open_sqlite_store(path_, Missing::create, clock_));
  mark.look_at_name();
  EXPECT_FALSE(mark.read());
}

}  // namespace
}  // namespace payoutd::store::sqlite
