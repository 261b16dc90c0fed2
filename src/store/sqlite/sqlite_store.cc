#include "store/sqlite/sqlite_store.h"

#include <mutex>

#include "base/check.h"
#include "store/sql/statements.h"
#include "store/sqlite/commit_mark.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/database_file.h"
#include "store/sqlite/found_cache.h"
#include "store/sqlite/integrity.h"
#include "store/sqlite/list_functions.h"
#include "store/sqlite/payout_parts.h"
#include "store/sqlite/payout_walk.h"
#include "store/sqlite/reader_pool.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {
namespace {

class SqliteStore final : public Store {
 public:
  // Without a writer nothing can be written.
  SqliteStore(std::string path, payouts::Incarnation incarnation,
              std::unique_ptr<Connection> writer)
      : path_(std::move(path)),
        incarnation_(incarnation),
        mark_(path_),
        readers_(path_, [this] { mark_.look_at_name(); }),
        writer_(std::move(writer)) {}

  void find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) override;
  void find_session(const base::Sha256& token_hash,
                    Done<std::optional<SessionOwner>> done) override;
  base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId& id) override;
  base::Result<std::vector<Owner>> all_owners() override;
  base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey owner) override;
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner, payouts::Version after,
                                              PayoutSink& sink) override;
  base::Result<payouts::Version> read_payouts_in_parts(payouts::OwnerKey owner,
                                                       std::span<PartSink* const> parts) override;
  base::Result<Touch> read_everybody_in_parts(std::span<EverybodySink* const> parts) override;
  base::Result<std::unique_ptr<PayoutWalk>> open_walk(payouts::OwnerKey owner,
                                                      const payouts::ListQuery& query) override;
  base::Result<payouts::ListSummary> summarize(payouts::OwnerKey owner,
                                               const payouts::ListFilter& filter) override;
  base::Status read(const std::function<base::Status(Reads&)>& work) override;
  base::Status read_books(payouts::OwnerKey owner, PayoutSink& rows, BooksSink& books) override;
  void write_all(std::span<const Work> works, std::span<base::Status> results) override;
  payouts::Incarnation incarnation() const override { return incarnation_; }
  base::Status copy_to(const std::string& path, base::Random& random) override;
  void watch_commits(std::function<void(const Committed&)> told) override {
    const std::lock_guard lock(writer_mutex_);
    told_of_commits_ = std::move(told);
  }
  base::Status ping() override;
  base::Result<std::vector<std::string>> check_integrity() override;
  base::Result<std::vector<std::string>> check_quickly() override;
  base::Result<LastRecorded> last_recorded() override;

 private:
  base::Status read_state(const std::function<base::Status(SqliteReads&)>& work);
  enum class Parts { without_savepoints, with_savepoints };
  // False: nothing happened, and it takes savepoints to know what each work does.
  bool run_parts(std::span<const Work> works, std::span<base::Status> results, Parts parts);
  bool run_part(const Work& work, SqliteTransaction& transaction, base::Status& result);
  bool run_part_in_savepoint(const Work& work, SqliteTransaction& transaction,
                             base::Status& result);
  void roll_back();

  // Runs `read` with a reader and turns a Failure into an error.
  template <class T, class Read>
  base::Result<T> reading(const Read& read) {
    try {
      Reader reader(readers_);
      return read(reader);
    } catch (const Failure& failure) {
      return tl::unexpected(failure.to_error());
    }
  }

  // The same for what begins every request: what was found is found again without SQL while
  // nothing has been committed since. What is not there is not remembered.
  template <class Found, class Cache, class Key, class Read>
  base::Result<std::optional<Found>> finding(Cache& cache, const Key& key, const Read& read) {
    const auto mark = mark_.read();  // before the read begins
    if (mark) {
      if (auto known = cache.find(key, *mark)) return known;
    }
    auto found = reading<std::optional<Found>>(read);
    if (mark && mark_.read() == mark && found && *found) cache.keep(key, *mark, **found);
    return found;
  }

  const std::string path_;
  const payouts::Incarnation incarnation_;
  CommitMark mark_;
  FoundCache<std::string, ApiKeyOwner> api_keys_;
  FoundCache<base::Sha256, SessionOwner> sessions_;
  ReaderPool readers_;
  std::mutex writer_mutex_;
  std::function<void(const Committed&)> told_of_commits_;  // protected by writer_mutex_
  std::unique_ptr<Connection> writer_;  // protected by writer_mutex_; null: read-only
};

void SqliteStore::find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) {
  done(finding<ApiKeyOwner>(api_keys_, key, [key](Reader& reader) -> std::optional<ApiKeyOwner> {
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
  done(finding<SessionOwner>(sessions_, token_hash,
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

base::Result<payouts::Version> SqliteStore::read_payouts_in_parts(
    payouts::OwnerKey owner, std::span<PartSink* const> parts) {
  base::check(!parts.empty(), "payouts are read in parts for somebody");
  try {
    return sqlite::read_payouts_in_parts(readers_, owner, parts, part_tries_max);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

base::Result<Touch> SqliteStore::read_everybody_in_parts(std::span<EverybodySink* const> parts) {
  base::check(!parts.empty(), "payouts are read in parts for somebody");
  try {
    return sqlite::read_everybody_in_parts(readers_, parts, part_tries_max);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

base::Result<std::unique_ptr<PayoutWalk>> SqliteStore::open_walk(payouts::OwnerKey owner,
                                                                 const payouts::ListQuery& query) {
  try {
    return sqlite::open_walk(readers_, owner, query);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

base::Result<payouts::ListSummary> SqliteStore::summarize(payouts::OwnerKey owner,
                                                          const payouts::ListFilter& filter) {
  return reading<payouts::ListSummary>(
      [&](Reader& reader) { return summarize_list(*reader, owner, filter); });
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
  if (writer_ == nullptr) {
    for (base::Status& result : results) result = base::unavailable("store_read_only", path_);
    return;
  }
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
  if (told_of_commits_) told_of_commits_(transaction.recorded());
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
  return reading<std::vector<std::string>>([](Reader& reader) { return find_problems(*reader); });
}

base::Result<std::vector<std::string>> SqliteStore::check_quickly() {
  return reading<std::vector<std::string>>(
      [](Reader& reader) { return find_problems_quickly(*reader); });
}

base::Result<LastRecorded> SqliteStore::last_recorded() {
  return reading<LastRecorded>([](Reader& reader) {
    LastRecorded last;
    Statement time = reader->prepare(sql::last_recorded_at);
    if (time.step()) last.at = time.time(0);
    Statement key = reader->prepare(sql::newest_api_key);
    if (key.step()) last.api_key = key.text(0);
    if (!last.api_key.empty()) last.sealed_signing_secret = key.bytes(1);
    return last;
  });
}

base::Status SqliteStore::copy_to(const std::string& path, base::Random& random) {
  try {
    return copy_database(path_, path, random);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error());
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, Missing missing,
                                                       const base::Clock& clock) {
  if (auto usable = expect_usable_path(path, missing); !usable) {
    return tl::unexpected(usable.error());
  }
  configure_sqlite_once();
  try {
    auto writer = std::make_unique<Connection>(path, OpenMode::create);
    if (auto prepared = prepare_writer(*writer, clock); !prepared) {
      prepared.error().message = path + ": " + prepared.error().message;
      return tl::unexpected(prepared.error());
    }
    const payouts::Incarnation incarnation = read_incarnation(*writer);
    return std::make_unique<SqliteStore>(path, incarnation, std::move(writer));
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error(path));
  }
}

base::Result<std::unique_ptr<Store>> open_sqlite_read_only(const std::string& path) {
  if (auto usable = expect_usable_path(path, Missing::must_exist); !usable) {
    return tl::unexpected(usable.error());
  }
  configure_sqlite_once();
  try {
    Connection reader(path, OpenMode::read_write);
    prepare_reader(reader);
    if (auto known = expect_current_schema(reader); !known) {
      known.error().message = path + ": " + known.error().message;
      return tl::unexpected(known.error());
    }
    return std::make_unique<SqliteStore>(path, read_incarnation(reader), nullptr);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error(path));
  }
}

}  // namespace payoutd::store::sqlite
