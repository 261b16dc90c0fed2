#include "server/open_store.h"

#include <filesystem>

namespace payoutd::server {

std::string database_path(const Settings& settings) {
  return settings.db.substr(std::string_view("sqlite:").size());
}

base::Result<std::unique_ptr<store::Store>> open_store(const Settings& settings,
                                                       store::sqlite::Missing missing,
                                                       const base::Clock& clock) {
  const std::string path = database_path(settings);
  if (settings.db_is_default && missing == store::sqlite::Missing::create) {
    std::error_code ignored;  // opening the database says what is wrong
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  }
  return store::sqlite::open_sqlite_store(path, missing, clock);
}

std::string seal_key_path(const Settings& settings) {
  if (!settings.seal_key.empty()) return {};
  return settings.seal_key_file.empty() ? database_path(settings) + ".key" : settings.seal_key_file;
}

base::Result<base::SealKey> open_seal_key(const Settings& settings, base::Random& random) {
  if (!settings.seal_key.empty()) return base::parse_seal_key(settings.seal_key);
  return base::load_or_make_seal_key(seal_key_path(settings), random);
}

}  // namespace payoutd::server
