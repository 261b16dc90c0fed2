#include "store/sqlite/schema.h"

#include <chrono>
#include <thread>

#include "store/migrations/migrations.h"
#include "store/sql/statements.h"
#include "store/sqlite/list_functions.h"
#include "store/sqlite/payout_scan.h"

namespace payoutd::store::sqlite {
namespace {

// "POUT", in the file's header, so that `file` and payoutd know whose it is.
constexpr int64_t application_id = 0x504f5554;

int64_t read_one(Connection& connection, std::string_view sql) {
  Statement query = connection.prepare(sql);
  return query.step() ? query.integer(0) : 0;
}

base::Status expect_payoutd_or_empty(Connection& connection) {
  // In this order: another process may be creating the database right now, in one transaction.
  if (read_one(connection, "SELECT count(*) FROM sqlite_schema") == 0) return {};
  if (read_one(connection, "PRAGMA application_id") == application_id) return {};
  return base::refused("not_payoutd", "the file is a database of another program");
}

// 0 for a file without tables.
int64_t found_schema_version(Connection& connection) {
  if (read_one(connection, "SELECT count(*) FROM sqlite_schema") == 0) return 0;
  return read_one(connection, sql::current_schema_version);
}

base::Status expect_known_schema(int64_t found) {
  if (found <= schema_version()) return {};
  return base::refused("schema_too_new", "the database has schema " + std::to_string(found) +
                                             ", this payoutd knows up to " +
                                             std::to_string(schema_version()) +
                                             ": use the newer payoutd that wrote it");
}

// Runs inside a transaction; another process may have migrated since the caller looked.
void migrate(Connection& writer, const base::Clock& clock) {
  const int64_t found = found_schema_version(writer);
  if (found == 0) {
    writer.execute("PRAGMA application_id = " + std::to_string(application_id));
    writer.execute(std::string(sql::create_schema_migrations));
  }
  for (const Migration& migration : all_migrations()) {
    if (migration.version <= found) continue;
    writer.execute(std::string(migration.sql));
    Statement record = writer.prepare(sql::record_migration);
    record.bind(1, migration.version);
    record.bind_text(2, migration.name);
    record.bind_time(3, clock.now());
    record.run();
  }
}

// Two processes that create the same database meet here, and SQLite does not wait by itself.
void enter_wal(Connection& writer) {
  constexpr int attempts_max = 500;
  for (int attempt = 1;; ++attempt) {
    try {
      writer.execute("PRAGMA journal_mode = WAL");
      return;
    } catch (const Failure& failure) {
      if ((failure.code() & 0xff) != SQLITE_BUSY || attempt == attempts_max) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
}

}  // namespace

base::Status prepare_writer(Connection& writer, const base::Clock& clock) {
  if (writer.is_read_only()) throw Failure(SQLITE_READONLY, "the file cannot be written");
  if (auto known = expect_payoutd_or_empty(writer); !known) return known;
  const int64_t found = found_schema_version(writer);
  if (auto known = expect_known_schema(found); !known) return known;
  writer.execute("PRAGMA page_size = 8192");  // a payout's row should not fill a page by itself
  enter_wal(writer);
  writer.execute("PRAGMA synchronous = FULL");
  writer.execute("PRAGMA foreign_keys = ON");
  writer.execute("PRAGMA temp_store = MEMORY");
  writer.execute("PRAGMA cache_size = -65536");            // KiB
  writer.execute("PRAGMA journal_size_limit = 67108864");  // bytes kept after a large import
  if (found == schema_version()) return {};
  writer.execute("BEGIN IMMEDIATE");
  migrate(writer, clock);  // a Failure closes the connection, and that rolls back
  writer.execute("COMMIT");
  return {};
}

base::Status expect_current_schema(Connection& reader) {
  if (auto known = expect_payoutd_or_empty(reader); !known) return known;
  const int64_t found = found_schema_version(reader);
  if (auto known = expect_known_schema(found); !known) return known;
  if (found == schema_version()) return {};
  return base::refused("schema_too_old", "the database has schema " + std::to_string(found) +
                                             ", this payoutd has " +
                                             std::to_string(schema_version()) +
                                             "; the next command that writes brings it up to date");
}

void prepare_reader(Connection& reader) {
  reader.execute("PRAGMA query_only = ON");
  reader.execute("PRAGMA cache_size = -16384");  // KiB
  reader.execute("PRAGMA temp_store = FILE");    // what is sorted may be larger than memory
  add_payout_scan(reader);
  add_list_functions(reader);
}

}  // namespace payoutd::store::sqlite
