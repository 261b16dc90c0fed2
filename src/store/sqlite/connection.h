// store/sqlite/connection.h: one SQLite connection and its prepared statements. Private to the
// driver, where trouble travels as an exception; sqlite_store.cc turns it into errors at its
// border.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <sqlite3.h>

#include "base/result.h"
#include "base/timestamp.h"

namespace payoutd::store::sqlite {

// What SQLite could not do. `code` is its extended result code.
class Failure : public std::exception {
 public:
  Failure(int code, std::string message) : code_(code), message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  int code() const { return code_; }
  // store_busy, store_full, store_read_only, store_damaged or store_unavailable.
  base::Error to_error() const;
  // The same, naming the file.
  base::Error to_error(const std::string& path) const;

 private:
  int code_;
  std::string message_;
};

// A prepared statement, reset when the object that runs it goes away:
//   Statement query = connection.prepare(sql::find_owner);
//   query.bind(1, id); while (query.step()) use(query.integer(0));
// Texts and blobs given by column readers live until the next step(); those bound must live until
// then too.
class Statement {
 public:
  enum class Kept { by_connection, not_at_all };
  Statement(sqlite3* connection, sqlite3_stmt* statement, Kept kept)
      : connection_(connection), statement_(statement), kept_(kept) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement(Statement&& other) noexcept
      : connection_(other.connection_),
        statement_(std::exchange(other.statement_, nullptr)),
        kept_(other.kept_) {}

  void bind(int parameter, int64_t value);
  void bind_text(int parameter, std::string_view value);
  void bind_text_or_null(int parameter, std::string_view value);  // null if empty
  void bind_blob(int parameter, std::span<const unsigned char> value);
  void bind_bytes_or_null(int parameter, std::string_view value);  // a blob; null if empty
  void bind_time(int parameter, std::optional<base::Timestamp> value);
  void bind_integer_or_null(int parameter, std::optional<int64_t> value);
  void bind_null(int parameter);
  // For a function that asks for the pointer by its name, a constant.
  void bind_pointer(int parameter, void* pointer, const char* name);

  // True if there is a row. Throws Failure.
  bool step();
  // Runs a statement to its end for its effect.
  void run();
  // Makes the statement ready for other values.
  void reset();

  bool is_null(int column) const;
  int64_t integer(int column) const;
  std::string_view text(int column) const;  // empty for null
  std::span<const unsigned char> blob(int column) const;
  std::string_view bytes(int column) const;  // a blob as text; empty for null
  std::optional<base::Timestamp> time(int column) const;
  // For who reads many columns: what SQLite says of a value costs less than of a column.
  sqlite3_value* value(int column) const { return sqlite3_column_value(statement_, column); }

 private:
  void expect_ok(int result) const;

  sqlite3* connection_;
  sqlite3_stmt* statement_;
  Kept kept_;
};

enum class OpenMode { read_only, read_write, create };

// Used by one thread at a time.
class Connection {
 public:
  // Throws Failure.
  Connection(const std::string& path, OpenMode mode);

  // Prepared once for each text and kept; `sql` must be a constant (its address is the key).
  Statement prepare(std::string_view sql);
  // Prepared for one use; `sql` may be any text.
  Statement prepare_once(const std::string& sql);
  // A statement without parameters and results, prepared once.
  void run(std::string_view sql) { prepare(sql).run(); }
  // One or more statements without results.
  void execute(const std::string& sql);
  // Rows that the last statement inserted, updated or deleted.
  int changed_rows() const { return sqlite3_changes(handle_.get()); }
  // Of all statements so far.
  int64_t total_changes() const { return sqlite3_total_changes64(handle_.get()); }
  // False once a failure has made SQLite take back the whole transaction by itself.
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  // The file or the medium does not let itself be written.
  bool is_read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
  // For what SQLite offers and this class does not.
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct CloseConnection {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3, CloseConnection> handle_;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

}  // namespace payoutd::store::sqlite
