#include "store/sqlite/connection.h"

#include "base/check.h"

namespace payoutd::store::sqlite {
namespace {

// How long a writer waits for another process to finish its transaction.
constexpr int busy_timeout_ms = 30'000;

int flags_of(OpenMode mode) {
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case OpenMode::read_only:
      return common | SQLITE_OPEN_READONLY;
    case OpenMode::read_write:
      return common | SQLITE_OPEN_READWRITE;
    case OpenMode::create:
      return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  base::fail_check("an open mode is one of three", __FILE__, __LINE__);
}

}  // namespace

base::Error Failure::to_error() const {
  const auto error = [this](std::string reason) {
    return base::Error{base::ErrorKind::unavailable, std::move(reason), message_, {}};
  };
  switch (code_ & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error("store_busy");
    case SQLITE_FULL:
      return error("store_full");
    case SQLITE_READONLY:
      return error("store_read_only");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return error("store_damaged");
    default:
      return error("store_unavailable");
  }
}

base::Error Failure::to_error(const std::string& path) const {
  base::Error error = to_error();
  error.message = path + ": " + error.message;
  return error;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;  // moved from
  if (kept_ == Kept::not_at_all) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::expect_ok(int result) const {
  if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(connection_));
}

void Statement::bind(int parameter, int64_t value) {
  expect_ok(sqlite3_bind_int64(statement_, parameter, value));
}

void Statement::bind_text(int parameter, std::string_view value) {
  // A null pointer would bind NULL, not an empty text.
  const char* data = value.data() != nullptr ? value.data() : "";
  expect_ok(sqlite3_bind_text(statement_, parameter, data, static_cast<int>(value.size()),
                              SQLITE_STATIC));
}

void Statement::bind_text_or_null(int parameter, std::string_view value) {
  if (value.empty()) {
    expect_ok(sqlite3_bind_null(statement_, parameter));
  } else {
    bind_text(parameter, value);
  }
}

void Statement::bind_blob(int parameter, std::span<const unsigned char> value) {
  expect_ok(sqlite3_bind_blob(statement_, parameter, value.data(), static_cast<int>(value.size()),
                              SQLITE_STATIC));
}

void Statement::bind_bytes_or_null(int parameter, std::string_view value) {
  if (value.empty()) {
    bind_null(parameter);
  } else {
    bind_blob(parameter, {reinterpret_cast<const unsigned char*>(value.data()), value.size()});
  }
}

void Statement::bind_time(int parameter, std::optional<base::Timestamp> value) {
  if (value) {
    bind(parameter, value->micros);
  } else {
    expect_ok(sqlite3_bind_null(statement_, parameter));
  }
}

void Statement::bind_integer_or_null(int parameter, std::optional<int64_t> value) {
  if (value) {
    bind(parameter, *value);
  } else {
    bind_null(parameter);
  }
}

void Statement::bind_null(int parameter) {
  expect_ok(sqlite3_bind_null(statement_, parameter));
}

void Statement::bind_pointer(int parameter, void* pointer, const char* name) {
  expect_ok(sqlite3_bind_pointer(statement_, parameter, pointer, name, nullptr));
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throw Failure(result, sqlite3_errmsg(connection_));
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const unsigned char> Statement::blob(int column) const {
  const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::bytes(int column) const {
  const auto value = blob(column);
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

std::optional<base::Timestamp> Statement::time(int column) const {
  if (is_null(column)) return std::nullopt;
  return base::Timestamp{integer(column)};
}

Connection::Connection(const std::string& path, OpenMode mode) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags_of(mode), nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) {
    throw Failure(result, handle != nullptr ? sqlite3_errmsg(handle) : "out of memory");
  }
  sqlite3_busy_timeout(handle, busy_timeout_ms);
}

Statement Connection::prepare(std::string_view sql) {
  auto& kept = statements_[sql.data()];
  if (kept == nullptr) {
    sqlite3_stmt* made = nullptr;
    const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(handle_.get()));
    kept.reset(made);
  }
  return {handle_.get(), kept.get(), Statement::Kept::by_connection};
}

Statement Connection::prepare_once(const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), 0,
                                        &made, nullptr);
  if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(handle_.get()));
  return {handle_.get(), made, Statement::Kept::not_at_all};
}

void Connection::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(handle_.get()));
}

}  // namespace payoutd::store::sqlite
