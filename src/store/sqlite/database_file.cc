#include "store/sqlite/database_file.h"

#include <filesystem>
#include <fstream>
#include <string_view>

#include <sqlite3.h>

namespace payoutd::store::sqlite {
namespace {

// SQLite itself takes a file that is too short to be a database for an empty one, and overwrites
// it.
base::Status expect_sqlite_file(const std::string& path) {
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  std::error_code ignored;
  if (std::filesystem::file_size(path, ignored) == 0) return {};
  std::ifstream file(path, std::ios::binary);
  std::string begin(magic.size(), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  if (begin == magic) return {};
  return base::unavailable("store_damaged", path + " is not an SQLite database");
}

}  // namespace

base::Status expect_usable_path(const std::string& path, Missing missing) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path file(path);
  if (fs::is_directory(file, ignored)) {
    return base::unavailable("store_unavailable", path + " is a folder, not a database file");
  }
  if (fs::exists(file, ignored)) return expect_sqlite_file(path);
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    return base::unavailable("database_folder_missing",
                             "the folder " + folder.string() + " does not exist");
  }
  if (missing == Missing::must_exist) {
    return base::unavailable("database_missing", "there is no database at " + path);
  }
  return {};
}

// Counting every allocation under a lock that all connections share is of no use here.
void configure_sqlite_once() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);  // refused if somebody has used SQLite before: then it counts
}

}  // namespace payoutd::store::sqlite
