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

// The accounts that a client has from its first payout on.
constexpr const char* accounts = R"sql(
INSERT OR IGNORE INTO accounts
  SELECT owner_key, 'USD', column1, NULL, '0', '0', '0', '0', created_at, created_at
  FROM owners, (VALUES (1), (2)) WHERE kind = 0;
)sql";

constexpr const char* next_payout =
    "SELECT owner_key, payout_count, version FROM owners WHERE kind = 0 LIMIT 1";

// The rows of one create, in this order. A parameter is named after one of `Values`.
constexpr auto statements = std::to_array<const char*>({
    "UPDATE owners SET version = version + 1, payout_count = payout_count + 1,"
    " entry_count = entry_count + 1, event_count = event_count + 1 WHERE owner_key = :owner",
    "INSERT INTO entries (owner_key, number, purpose, currency, amount_micro, payout_number,"
    " created_at, remarks) VALUES (:owner, :entry, 1, 'USD', :total, :number, :now, :remarks)",
    "INSERT INTO postings (owner_key, entry_number, position, account, side, currency,"
    " amount_micro) VALUES (:owner, :entry, 0, 0, 0, 'USD', :total),"
    " (:owner, :entry, 1, 1, 1, 'USD', :amount), (:owner, :entry, 2, 2, 1, 'USD', :fees)",
    "UPDATE accounts SET debits_pending = CAST(CAST(debits_pending AS INTEGER) + :total AS TEXT),"
    " updated_at = :now WHERE owner_key = :owner AND currency = 'USD' AND kind = 0",
    "UPDATE accounts SET credits_pending = CAST(CAST(credits_pending AS INTEGER) + :amount AS "
    "TEXT),"
    " updated_at = :now WHERE owner_key = :owner AND currency = 'USD' AND kind = 1",
    "UPDATE accounts SET credits_pending = CAST(CAST(credits_pending AS INTEGER) + :fees AS TEXT),"
    " updated_at = :now WHERE owner_key = :owner AND currency = 'USD' AND kind = 2",
    "INSERT INTO payouts (owner_key, number, version, id, status, currency, amount_micro,"
    " fees_micro, imported, created_at, updated_at, reference_id, beneficiary_email,"
    " beneficiary_first_name, beneficiary_last_name, beneficiary_country, beneficiary_phone,"
    " description, hold_entry, due_at) VALUES (:owner, :number, :version, :id, 0, 'USD', :amount,"
    " :fees, 0, :now, :now, :reference, :email, 'Maria', 'Hernandez', 'MX', '+5215512345678',"
    " 'Bonus Payment', :entry, :now)",
    "INSERT INTO payout_details (owner_key, payout_number, metadata, notify)"
    " VALUES (:owner, :number, '{\"department\":\"sales\"}', 0)",
    "INSERT INTO history (owner_key, payout_number, position, event_number, event_id, from_status,"
    " to_status, actor_type, message, created_at) VALUES (:owner, :number, 0, :event, :event_id,"
    " NULL, 0, 0, 'Payout created', :now)",
    "INSERT INTO idempotency_keys (owner_key, idempotency_key, meaning, payout_number, created_at)"
    " VALUES (:owner, :key, :meaning, :number, :now)",
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
    value(":entry") = number_ + 2;  // the first is the funding
    value(":event") = number_ + 1;
    value(":number") = number_++;
    value(":version") = ++version_;
    value(":now") = now;
    value(":amount") = amount;
    value(":fees") = fees;
    value(":total") = amount + fees;
    value(":id") = time_ordered_id(now);
    value(":meaning") = random_bytes(32);
    value(":event_id") = time_ordered_id(now);
    value(":reference") = name;
    value(":remarks") = "Payout " + name;
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
    execute(accounts);
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
