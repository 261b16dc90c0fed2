// What SQLite alone can do: the rows of a create, written in a loop by one connection without
// server, checks or rendering, into a database made by `payoutd client create`. What payoutd
// reaches of this rate is what everything around the rows leaves over.
//   bare_inserts DATABASE PAYOUTS_PER_COMMIT SECONDS
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sqlite3.h>

namespace {

// As payoutd's writer sets them (store/sqlite/schema.cc).
constexpr const char* settings = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -16384;
PRAGMA journal_size_limit = 67108864;
)sql";

// What a create needs beyond the tables that are there.
constexpr const char* schema = R"sql(
CREATE UNIQUE INDEX IF NOT EXISTS payouts_by_id ON payouts (id);
CREATE INDEX IF NOT EXISTS payouts_to_send ON payouts (status, created_at) WHERE status < 5;
CREATE TABLE IF NOT EXISTS idempotency_keys (
  owner_key       INTEGER NOT NULL REFERENCES owners (owner_key),
  idempotency_key TEXT    NOT NULL,
  meaning         BLOB    NOT NULL CHECK (length(meaning) = 32),
  payout_number   INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (owner_key, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_accounts (
  account_key   INTEGER PRIMARY KEY,
  owner_key     INTEGER NOT NULL REFERENCES owners (owner_key),
  kind          INTEGER NOT NULL,
  currency      TEXT    NOT NULL,
  balance_micro INTEGER NOT NULL,
  UNIQUE (owner_key, kind, currency)
) STRICT;
CREATE TABLE IF NOT EXISTS ledger_entries (
  owner_key     INTEGER NOT NULL REFERENCES owners (owner_key),
  number        INTEGER NOT NULL,
  kind          INTEGER NOT NULL,
  payout_number INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_postings (
  owner_key    INTEGER NOT NULL,
  entry_number INTEGER NOT NULL,
  line         INTEGER NOT NULL,
  account_key  INTEGER NOT NULL REFERENCES ledger_accounts (account_key),
  amount_micro INTEGER NOT NULL,
  PRIMARY KEY (owner_key, entry_number, line),
  FOREIGN KEY (owner_key, entry_number) REFERENCES ledger_entries (owner_key, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payout_history (
  history_key   INTEGER PRIMARY KEY,
  owner_key     INTEGER NOT NULL REFERENCES owners (owner_key),
  payout_number INTEGER NOT NULL,
  from_status   INTEGER,
  to_status     INTEGER NOT NULL,
  actor_kind    INTEGER NOT NULL,
  actor_id      TEXT,
  message       TEXT    NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS history_by_payout ON payout_history (owner_key, payout_number);
INSERT OR IGNORE INTO ledger_accounts
  SELECT column1, owner_key, column1, 'USD', 1000000000000000
  FROM owners, (VALUES (1), (2), (3)) WHERE kind = 0;
)sql";

constexpr const char* next_payout =
    "SELECT owner_key, payout_count, version FROM owners WHERE kind = 0 LIMIT 1";

// The rows of one create, in this order. A parameter is named after one of `Values`.
constexpr auto statements = std::to_array<const char*>({
    "UPDATE owners SET version = version + 1, payout_count = payout_count + 1"
    " WHERE owner_key = :owner",
    "INSERT INTO payouts (owner_key, number, version, id, status, currency, amount_micro,"
    " fees_micro, imported, created_at, updated_at, reference_id, beneficiary_email,"
    " beneficiary_first_name, beneficiary_last_name, beneficiary_country, beneficiary_phone,"
    " description) VALUES (:owner, :number, :version, :id, 0, 'USD', :amount, :fees, 0, :now, :now,"
    " :reference, :email, 'Maria', 'Hernandez', 'MX', '+5215512345678', 'Bonus Payment')",
    "INSERT INTO idempotency_keys (owner_key, idempotency_key, meaning, payout_number, created_at)"
    " VALUES (:owner, :key, :meaning, :number, :now)",
    "INSERT INTO ledger_entries (owner_key, number, kind, payout_number, created_at)"
    " VALUES (:owner, :number, 1, :number, :now)",
    "INSERT INTO ledger_postings (owner_key, entry_number, line, account_key, amount_micro)"
    " VALUES (:owner, :number, 0, 1, -:total), (:owner, :number, 1, 2, :amount),"
    " (:owner, :number, 2, 3, :fees)",
    "UPDATE ledger_accounts SET balance_micro = balance_micro - :total WHERE account_key = 1",
    "UPDATE ledger_accounts SET balance_micro = balance_micro + :amount WHERE account_key = 2",
    "UPDATE ledger_accounts SET balance_micro = balance_micro + :fees WHERE account_key = 3",
    "INSERT INTO payout_history (owner_key, payout_number, from_status, to_status, actor_kind,"
    " message, created_at) VALUES (:owner, :number, NULL, 0, 0, 'Payout created', :now)",
});

using Value = std::variant<int64_t, std::string, std::vector<unsigned char>>;

// What the statements' parameters stand for, of one payout after the other.
class Values {
 public:
  Values(int64_t owner, int64_t number, int64_t version) {
    value(":owner") = owner;
    number_ = number;
    version_ = version;
  }

  void advance() {
    using namespace std::chrono;
    const int64_t now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    const int64_t amount = 10'000'000 + (number_ % 9000) * 10'000;
    constexpr int64_t fees = 1'500'000;
    const std::string name = "b1-" + padded(number_);
    value(":number") = number_++;
    value(":version") = ++version_;
    value(":now") = now;
    value(":amount") = amount;
    value(":fees") = fees;
    value(":total") = amount + fees;
    value(":id") = time_ordered_id(now);
    value(":meaning") = random_bytes(32);
    value(":reference") = name;
    value(":key") = std::to_string(random_() >> 32U) + "-" + name;  // anywhere in the index
    value(":email") = "maria.hernandez" + std::to_string(number_ % 10'000) + "@example.com";
  }

  size_t place(std::string_view name) {
    value(name);
    return static_cast<size_t>(std::ranges::find(names_, name) - names_.begin());
  }
  const Value& at(size_t place) const { return values_[place]; }

 private:
  Value& value(std::string_view name) {
    const auto found = std::ranges::find(names_, name);
    if (found != names_.end()) return values_[static_cast<size_t>(found - names_.begin())];
    names_.emplace_back(name);
    return values_.emplace_back();
  }

  static std::string padded(int64_t number) {
    std::string digits = std::to_string(number);
    return std::string(9 - std::min<size_t>(9, digits.size()), '0') + digits;
  }

  std::vector<unsigned char> random_bytes(size_t count) {
    std::vector<unsigned char> bytes(count);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random_());
    return bytes;
  }

  // As base::make_uuid_v7: milliseconds in 48 bits, microseconds in the next 12.
  std::vector<unsigned char> time_ordered_id(int64_t now_us) {
    std::vector<unsigned char> id = random_bytes(16);
    const int64_t now_ms = now_us / 1000;
    const int64_t fraction = now_us % 1000 * 4096 / 1000;
    for (size_t i = 0; i < 6; ++i) id[i] = static_cast<unsigned char>(now_ms >> (40 - 8 * i));
    id[6] = static_cast<unsigned char>(0x70 | (fraction >> 8));
    id[7] = static_cast<unsigned char>(fraction & 0xff);
    id[8] = static_cast<unsigned char>(0x80 | (id[8] & 0x3f));
    return id;
  }

  std::vector<std::string> names_;
  std::vector<Value> values_;
  std::mt19937_64 random_{7};
  int64_t number_ = 0, version_ = 0;
};

class Database {
 public:
  explicit Database(const char* path) {
    expect(sqlite3_open_v2(path, &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    execute(settings);
    execute(schema);
    if (integers("PRAGMA page_size", 1)[0] != 8192) fail("pages are not of 8 KiB");
  }

  void execute(const char* sql) { expect(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }

  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* made = nullptr;
    expect(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
    return made;
  }

  std::vector<int64_t> integers(const char* sql, int columns) {
    sqlite3_stmt* query = prepare(sql);
    if (sqlite3_step(query) != SQLITE_ROW) fail("the database has no client");
    std::vector<int64_t> row;
    for (int i = 0; i < columns; ++i) row.push_back(sqlite3_column_int64(query, i));
    sqlite3_finalize(query);
    return row;
  }

  void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(handle_));
    expect(sqlite3_reset(statement));
  }

  void expect(int result) {
    if (result != SQLITE_OK) fail(sqlite3_errmsg(handle_));
  }

 private:
  [[noreturn]] static void fail(const char* why) { throw std::runtime_error(why); }

  sqlite3* handle_ = nullptr;
};

// A statement with the places of its parameters' values.
struct Prepared {
  Prepared(Database& database, const char* sql, Values& values) : statement(database.prepare(sql)) {
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i)
      places.push_back(values.place(sqlite3_bind_parameter_name(statement, i)));
  }

  void run(Database& database, const Values& values) const {
    for (size_t i = 0; i < places.size(); ++i)
      database.expect(bind(static_cast<int>(i + 1), values.at(places[i])));
    database.run(statement);
  }

  int bind(int parameter, const Value& value) const {
    if (const auto* number = std::get_if<int64_t>(&value))
      return sqlite3_bind_int64(statement, parameter, *number);
    if (const auto* text = std::get_if<std::string>(&value))
      return sqlite3_bind_text(statement, parameter, text->data(), static_cast<int>(text->size()),
                               SQLITE_STATIC);
    const auto& bytes = std::get<std::vector<unsigned char>>(value);
    return sqlite3_bind_blob(statement, parameter, bytes.data(), static_cast<int>(bytes.size()),
                             SQLITE_STATIC);
  }

  sqlite3_stmt* statement;
  std::vector<size_t> places;
};

// Writes until the time is over, then prints the rate and what a commit took.
void measure(const char* path, unsigned long per_commit, std::chrono::seconds limit) {
  using Clock = std::chrono::steady_clock;
  Database database(path);
  const auto next = database.integers(next_payout, 3);
  Values values(next[0], next[1], next[2]);
  std::vector<Prepared> prepared;
  for (const char* sql : statements) prepared.emplace_back(database, sql, values);

  std::vector<int64_t> commits_us;
  const auto start = Clock::now();
  auto last = start;
  while (last - start < limit) {
    database.execute("BEGIN IMMEDIATE");
    for (unsigned long i = 0; i < per_commit; ++i) {
      values.advance();
      for (const Prepared& statement : prepared) statement.run(database, values);
    }
    database.execute("COMMIT");
    const auto now = Clock::now();
    commits_us.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - last).count());
    last = now;
  }
  const std::chrono::duration<double> spent = last - start;
  std::ranges::sort(commits_us);
  const auto rate = static_cast<double>(commits_us.size() * per_commit) / spent.count();
  std::cout << "SQLite " << sqlite3_libversion() << "\nRESULT " << static_cast<int64_t>(rate) << " "
            << commits_us.at(commits_us.size() / 2) << " "
            << commits_us.at(commits_us.size() * 99 / 100) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bare_inserts DATABASE PAYOUTS_PER_COMMIT SECONDS\n";
    return 2;
  }
  try {
    measure(argv[1], std::strtoul(argv[2], nullptr, 10),
            std::chrono::seconds(std::strtol(argv[3], nullptr, 10)));
  } catch (const std::exception& failure) {
    std::cerr << "bare_inserts: " << failure.what() << "\n";
    return 1;
  }
}
