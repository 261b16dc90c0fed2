#include "store/sqlite/sqlite_store.h"

#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/check.h"
#include "store/sql/life_statements.h"
#include "store/sql/money_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::unique_ptr<Connection> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  void find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) override;
  void find_session(const base::Sha256& token_hash,
                    Done<std::optional<SessionOwner>> done) override;
  base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId& id) override;
  base::Result<std::vector<Owner>> all_owners() override;
  base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey owner) override;
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner, payouts::Version after,
                                              PayoutSink& sink) override;
  base::Status read(const std::function<base::Status(Reads&)>& work) override;
  base::Status read_books(payouts::OwnerKey owner, PayoutSink& rows, BooksSink& books) override;
  void write_all(std::span<const Work> works, std::span<base::Status> results) override;
  base::Status ping() override;
  base::Result<std::vector<std::string>> check_integrity() override;

 private:
  // A connection that no other thread uses meanwhile; given back when it goes out of scope.
  class Reader {
   public:
    explicit Reader(SqliteStore& store) : store_(store), connection_(store.take_reader()) {}
    ~Reader() { store_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Connection* operator->() { return connection_.get(); }
    Connection& operator*() { return *connection_; }

   private:
    SqliteStore& store_;
    std::unique_ptr<Connection> connection_;
  };

  // Keeps one state in view for as long as it lives.
  class ReadTransaction {
   public:
    explicit ReadTransaction(Connection& reader) : reader_(reader) { reader_.run(sql::begin_read); }
    ~ReadTransaction() {
      try {
        reader_.run(sql::roll_back);
      } catch (const Failure&) {  // it ended by itself
      }
    }
    ReadTransaction(const ReadTransaction&) = delete;

   private:
    Connection& reader_;
  };

  base::Status read_state(const std::function<base::Status(SqliteReads&)>& work);
  enum class Parts { without_savepoints, with_savepoints };
  // False: nothing happened, and it takes savepoints to know what each work does.
  bool run_parts(std::span<const Work> works, std::span<base::Status> results, Parts parts);
  bool run_part(const Work& work, SqliteTransaction& transaction, base::Status& result);
  bool run_part_in_savepoint(const Work& work, SqliteTransaction& transaction,
                             base::Status& result);
  void roll_back();

  std::unique_ptr<Connection> take_reader();
  void give_back(std::unique_ptr<Connection> reader);

  // Runs `read` with a reader and turns a Failure into an error.
  template <class T, class Read>
  base::Result<T> reading(const Read& read) {
    try {
      Reader reader(*this);
      return read(reader);
    } catch (const Failure& failure) {
      return tl::unexpected(failure.to_error());
    }
  }

  const std::string path_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;  // protected by readers_mutex_
  std::mutex writer_mutex_;
  std::unique_ptr<Connection> writer_;  // protected by writer_mutex_
};

std::unique_ptr<Connection> SqliteStore::take_reader() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (!idle_readers_.empty()) {
      auto reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
  }
  // Not SQLITE_OPEN_READONLY: such a connection cannot make the shared-memory file after a crash.
  auto reader = std::make_unique<Connection>(path_, OpenMode::read_write);
  prepare_reader(*reader);
  return reader;
}

void SqliteStore::give_back(std::unique_ptr<Connection> reader) {
  const std::lock_guard lock(readers_mutex_);
  idle_readers_.push_back(std::move(reader));
}

void SqliteStore::find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) {
  done(reading<std::optional<ApiKeyOwner>>([key](Reader& reader) -> std::optional<ApiKeyOwner> {
    Statement query = reader->prepare(sql::find_api_key);
    query.bind_text(1, key);
    if (!query.step()) return std::nullopt;
    const auto sealed = query.blob(7);
    return ApiKeyOwner{.owner = {query.integer(0)},
                       .owner_id = {read_uuid(query, 1)},
                       .version = read_version(query, 2),
                       .secret_hash = read_sha256(query, 3),
                       .revoked = query.integer(4) != 0,
                       .mode = read_mode(query, 5),
                       .signature_required = query.integer(6) != 0,
                       .sealed_signing_secret = std::string(sealed.begin(), sealed.end()),
                       .allowed_networks = std::string(query.text(8))};
  }));
}

void SqliteStore::find_session(const base::Sha256& token_hash,
                               Done<std::optional<SessionOwner>> done) {
  done(reading<std::optional<SessionOwner>>(
      [&token_hash](Reader& reader) -> std::optional<SessionOwner> {
        Statement query = reader->prepare(sql::find_session);
        query.bind_blob(1, token_hash);
        if (!query.step()) return std::nullopt;
        return SessionOwner{.id = read_uuid(query, 5),
                            .owner = {query.integer(0)},
                            .owner_id = {read_uuid(query, 1)},
                            .version = read_version(query, 2),
                            .expires_at = {query.integer(3)},
                            .revoked = query.integer(4) != 0};
      }));
}

base::Result<std::optional<Owner>> SqliteStore::find_owner(const payouts::OwnerId& id) {
  return reading<std::optional<Owner>>([&id](Reader& reader) -> std::optional<Owner> {
    Statement query = reader->prepare(sql::find_owner);
    query.bind_blob(1, id.value.bytes);
    if (!query.step()) return std::nullopt;
    return read_owner(query);
  });
}

base::Result<std::vector<Owner>> SqliteStore::all_owners() {
  return reading<std::vector<Owner>>([](Reader& reader) {
    std::vector<Owner> owners;
    Statement query = reader->prepare(sql::all_owners);
    while (query.step()) owners.push_back(read_owner(query));
    return owners;
  });
}

base::Result<std::vector<ApiKey>> SqliteStore::list_api_keys(payouts::OwnerKey owner) {
  return reading<std::vector<ApiKey>>([owner](Reader& reader) {
    std::vector<ApiKey> keys;
    Statement query = reader->prepare(sql::list_api_keys);
    query.bind(1, owner.value);
    while (query.step()) {
      keys.push_back({.key = std::string(query.text(0)),
                      .signature_required = query.integer(1) != 0,
                      .allowed_networks = std::string(query.text(2)),
                      .created_at = {query.integer(3)},
                      .revoked_at = query.time(4)});
    }
    return keys;
  });
}

base::Result<payouts::Version> SqliteStore::read_payouts(payouts::OwnerKey owner,
                                                         payouts::Version after, PayoutSink& sink) {
  return reading<payouts::Version>(
      [&](Reader& reader) { return SqliteReads(*reader).read_payouts(owner, after, sink); });
}

base::Status SqliteStore::read_state(const std::function<base::Status(SqliteReads&)>& work) {
  const auto done = reading<bool>([&](Reader& reader) -> base::Result<bool> {
    const ReadTransaction transaction(*reader);
    SqliteReads reads(*reader);
    if (auto status = work(reads); !status) return tl::unexpected(status.error());
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  return {};
}

base::Status SqliteStore::read(const std::function<base::Status(Reads&)>& work) {
  return read_state([&](SqliteReads& reads) { return work(reads); });
}

base::Status SqliteStore::read_books(payouts::OwnerKey owner, PayoutSink& rows, BooksSink& books) {
  return read_state([&](SqliteReads& reads) -> base::Status {
    auto version = reads.read_payouts(owner, 0, rows);
    if (!version) return base::forward(std::move(version));
    reads.read_books(owner, books);
    return {};
  });
}

void SqliteStore::write_all(std::span<const Work> works, std::span<base::Status> results) {
  base::check(works.size() == results.size(), "each work has a place for its result");
  const std::lock_guard lock(writer_mutex_);
  try {
    // A work that is refused has as a rule written nothing yet, and savepoints cost copies of the
    // pages that each part touches: so first without, and once more with them if need be.
    if (run_parts(works, results, Parts::without_savepoints)) return;
    run_parts(works, results, Parts::with_savepoints);
  } catch (const Failure& failure) {
    roll_back();
    for (base::Status& result : results) result = tl::unexpected(failure.to_error());
  } catch (...) {
    roll_back();
    throw;
  }
}

bool SqliteStore::run_parts(std::span<const Work> works, std::span<base::Status> results,
                            Parts parts) {
  writer_->run(sql::begin_write);
  SqliteTransaction transaction(*writer_);
  for (size_t i = 0; i < works.size(); ++i) {
    const bool done = parts == Parts::with_savepoints
                          ? run_part_in_savepoint(works[i], transaction, results[i])
                          : run_part(works[i], transaction, results[i]);
    if (done) continue;
    roll_back();
    return works.size() == 1;  // there are no others to keep
  }
  transaction.store_changes();
  writer_->run(sql::commit);
  return true;
}

// False: it failed with something written, and can only be taken back with all of the others.
bool SqliteStore::run_part(const Work& work, SqliteTransaction& transaction, base::Status& result) {
  const int64_t before = writer_->total_changes();
  transaction.begin_part();
  try {
    result = work(transaction);
    if (result) return true;
  } catch (const Failure& failure) {
    if (!writer_->in_transaction()) throw;
    result = tl::unexpected(failure.to_error());
  }
  transaction.forget_part();
  return writer_->total_changes() == before;
}

bool SqliteStore::run_part_in_savepoint(const Work& work, SqliteTransaction& transaction,
                                        base::Status& result) {
  writer_->run(sql::begin_part);
  transaction.begin_part();
  try {
    result = work(transaction);
  } catch (const Failure& failure) {
    // After some failures (a full disk) SQLite has taken back the whole transaction already.
    if (!writer_->in_transaction()) throw;
    result = tl::unexpected(failure.to_error());
  }
  if (!result) {
    transaction.forget_part();
    writer_->run(sql::undo_part);
  }
  writer_->run(sql::keep_part);
  return true;
}

void SqliteStore::roll_back() {
  if (!writer_->in_transaction()) return;
  try {
    writer_->run(sql::roll_back);
  } catch (const Failure&) {  // then SQLite has rolled back by itself
  }
}

base::Status SqliteStore::ping() {
  const auto answered = reading<bool>([](Reader& reader) {
    Statement query = reader->prepare(sql::ping);
    return query.step();
  });
  if (!answered) return tl::unexpected(answered.error());
  return {};
}

base::Result<std::vector<std::string>> SqliteStore::check_integrity() {
  return reading<std::vector<std::string>>([](Reader& reader) {
    std::vector<std::string> found;
    Statement integrity = reader->prepare("PRAGMA integrity_check");
    while (integrity.step()) {
      if (integrity.text(0) != "ok") found.emplace_back(integrity.text(0));
    }
    Statement foreign = reader->prepare("PRAGMA foreign_key_check");
    while (foreign.step()) {
      found.push_back("a row of " + std::string(foreign.text(0)) + " refers to nothing in " +
                      std::string(foreign.text(2)));
    }
    for (Statement twice = reader->prepare(sql::ids_used_twice); twice.step();) {
      found.push_back("the payout id " + base::to_text(read_uuid(twice, 0)) + " is used twice");
    }
    for (Statement twice = reader->prepare(sql::attempt_keys_used_twice); twice.step();) {
      found.push_back("the attempt " + base::to_text(read_uuid(twice, 0)) + " is used twice");
    }
    Statement postings = reader->prepare(sql::postings_without_entry);
    if (postings.step() && postings.integer(0) != 0) {
      found.push_back(std::to_string(postings.integer(0)) + " postings belong to no entry");
    }
    for (std::string& each : SqliteReads(*reader).find_referral_damage()) {
      found.push_back(std::move(each));
    }
    return found;
  });
}

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

// Counting every allocation under a lock that all connections share is of no use here.
void configure_once() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);  // refused if somebody has used SQLite before: then it counts
}

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

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, Missing missing,
                                                       const base::Clock& clock) {
  if (auto usable = expect_usable_path(path, missing); !usable) {
    return tl::unexpected(usable.error());
  }
  configure_once();
  try {
    auto writer = std::make_unique<Connection>(path, OpenMode::create);
    if (auto prepared = prepare_writer(*writer, clock); !prepared) {
      prepared.error().message = path + ": " + prepared.error().message;
      return tl::unexpected(prepared.error());
    }
    return std::make_unique<SqliteStore>(path, std::move(writer));
  } catch (const Failure& failure) {
    base::Error error = failure.to_error();
    error.message = path + ": " + error.message;
    return tl::unexpected(std::move(error));
  }
}

}  // namespace payoutd::store::sqlite
