#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "store/fresh_contract.h"
#include "store/sqlite/found_cache.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store {
namespace {

using sqlite::open_scratch_sqlite;

INSTANTIATE_TEST_SUITE_P(Sqlite, FreshStoreContract, testing::Values(&open_scratch_sqlite));

}  // namespace
}  // namespace payoutd::store

namespace payoutd::store::sqlite {
namespace {

using Strings = FoundCache<std::string, std::string>;
constexpr CommitMark::Value one{1};
constexpr CommitMark::Value two{2};

TEST(FoundCache, finds_what_it_keeps_under_the_same_mark) {
  Strings cache;
  EXPECT_EQ(cache.find("", one), std::nullopt) << "a free entry is none";
  cache.keep("a", one, "A");
  EXPECT_EQ(cache.find("a", one), "A");
  EXPECT_EQ(cache.find("a", two), std::nullopt);
  EXPECT_EQ(cache.find("b", one), std::nullopt);
  cache.keep("a", two, "B");
  EXPECT_EQ(cache.find("a", two), "B");
  EXPECT_EQ(cache.find("a", one), std::nullopt);
}

TEST(FoundCache, keeps_what_is_used_and_no_more_than_it_has_room_for) {
  Strings cache;
  cache.keep("used", one, "A");
  constexpr size_t room = Strings::ways * Strings::set_count;
  size_t last = 0;
  for (size_t i = 0; i < 4 * room; ++i) {
    cache.keep(std::to_string(i), one, "B");
    if (cache.find("used", one) == "A") ++last;
  }
  EXPECT_EQ(last, 4 * room);
  size_t kept = 0;
  for (size_t i = 0; i < 4 * room; ++i) kept += cache.find(std::to_string(i), one) ? 1 : 0;
  EXPECT_LT(kept, room);
  EXPECT_GT(kept, room / 2);
}

constexpr const char* child_database = "PAYOUTD_TEST_CHILD_DATABASE";

// Run in a process of its own by the test below: writes until it is killed, and says so.
TEST(FoundCacheChild, DISABLED_writes) {
  const char* const path = std::getenv(child_database);  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr) return;
  const base::SystemClock clock;
  const auto store = *open_sqlite_store(path, Missing::must_exist, clock);
  for (;;) {
    payouts::Version version = 0;
    ASSERT_TRUE(store->write([&](Transaction& transaction) -> base::Status {
      version = must(transaction.change_owner({1}))->version;
      return {};
    }));
    std::printf("version %lld\n", static_cast<long long>(version));
    std::fflush(stdout);
  }
}

class Child {
 public:
  explicit Child(const std::string& database) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string name = "child";
    std::string all = "--gtest_also_run_disabled_tests";
    std::string filter = "--gtest_filter=FoundCacheChild.*";
    std::string setting = std::string(child_database) + "=" + database;
    char* const arguments[] = {name.data(), all.data(), filter.data(), nullptr};
    char* const environment[] = {setting.data(), nullptr};
    EXPECT_EQ(posix_spawn(&id_, "/proc/self/exe", &actions, nullptr, arguments, environment), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    says_ = fdopen(ends[0], "r");
  }
  ~Child() {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    std::fclose(says_);
  }
  Child(const Child&) = delete;

  // The next version that it has committed.
  payouts::Version next() {
    char line[256];
    while (std::fgets(line, sizeof line, says_) != nullptr) {
      long long version = 0;
      if (std::sscanf(line, "version %lld", &version) == 1) return version;  // NOLINT(cert-err34-c)
    }
    ADD_FAILURE() << "the child writes no more";
    return 0;
  }

 private:
  pid_t id_ = 0;
  FILE* says_ = nullptr;
};

class FoundAtOnce : public testing::Test {
 protected:
  FoundAtOnce() {
    EXPECT_TRUE(store_->write([&](Transaction& transaction) -> base::Status {
      const auto owner = transaction.create_owner(OwnerKind::client, {}, {{{1}}}, "x", {});
      return transaction.add_api_key({owner->key, "key", {}, "sealed"}, {});
    }));
  }

  payouts::Version ask() {
    payouts::Version version = 0;
    store_->find_api_key("key", [&](auto found) { version = must(std::move(found))->version; });
    return version;
  }

  const base::ScratchFolder folder_;
  const base::SystemClock clock_;
  const std::string path_ = folder_.file("found.db");
  const std::unique_ptr<Store> store_ = *open_sqlite_store(path_, Missing::create, clock_);
};

TEST_F(FoundAtOnce, what_another_process_commits_until_it_is_killed) {
  for (int round = 0; round < 6; ++round) {
    {
      Child child(path_);
      for (int i = 0; i < 20 + 7 * round; ++i) {
        const payouts::Version version = child.next();
        for (int times = 0; times < 20; ++times) ASSERT_GE(ask(), version);
      }
    }
    // It may have committed once more without saying so.
    const payouts::Version version = (*store_->find_owner({{{1}}}))->version;
    for (int times = 0; times < 20; ++times) ASSERT_EQ(ask(), version);
  }
}

TEST_F(FoundAtOnce, whatever_becomes_of_the_log) {
  const auto other = *open_sqlite_store(path_, Missing::must_exist, clock_);
  for (int i = 0; i < 100; ++i) {
    payouts::Version version = 0;
    ASSERT_TRUE(other->write([&](Transaction& transaction) -> base::Status {
      version = must(transaction.change_owner({1}))->version;
      return {};
    }));
    ASSERT_EQ(ask(), version);
    tamper(path_,
           i % 2 == 0 ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(RESTART)");
    for (int times = 0; times < 3; ++times) ASSERT_EQ(ask(), version);
  }
}

}  // namespace
}  // namespace payoutd::store::sqlite
