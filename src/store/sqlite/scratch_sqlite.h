// store/sqlite/scratch_sqlite.h: databases in a folder that goes away with the test. For tests
// only.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/scratch_folder.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store_fixture.h"

namespace payoutd::store::sqlite {

class ScratchSqlite final : public ScratchStore {
 public:
  ScratchSqlite() : store_(ScratchSqlite::reopen()) {}
  Store& store() override { return *store_; }
  std::unique_ptr<Store> reopen() override {
    return *open_sqlite_store(path(), Missing::create, clock_);
  }
  std::string path() const { return folder_.file("scratch.db"); }
  std::unique_ptr<Store> open_copy(base::Random& random) override {
    const std::string path = folder_.file("copy" + std::to_string(++copies_) + ".db");
    EXPECT_TRUE(store_->copy_to(path, random));
    return *open_sqlite_store(path, Missing::must_exist, clock_);
  }

 private:
  base::ScratchFolder folder_;
  int copies_ = 0;
  base::SystemClock clock_;
  std::unique_ptr<Store> store_;
};

inline std::unique_ptr<ScratchStore> open_scratch_sqlite() {
  return std::make_unique<ScratchSqlite>();
}

// Runs SQL on the file behind the store's back.
inline void tamper(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

}  // namespace payoutd::store::sqlite
