#include "store/sqlite/payout_scan.h"

#include <exception>

#include "store/sql/statements.h"

namespace payoutd::store::sqlite {
namespace {

// SQLite hands a pointer on only to who knows what it is called.
constexpr const char* scan_pointer = "payoutd_scan";

struct Scan {
  PayoutSink& sink;
  const std::atomic<bool>& stop;
  std::exception_ptr thrown;  // it must not pass through SQLite
};

// The result stays NULL: no row of the statement is one.
void take_payout(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  auto* const scan =
      static_cast<Scan*>(sqlite3_value_pointer(values[payout_column_count], scan_pointer));
  if (scan == nullptr || scan->stop.load(std::memory_order_relaxed)) {
    return sqlite3_result_error_code(context, SQLITE_ABORT);
  }
  try {
    hand_over(PayoutValues(values, payout_column_count), scan->sink);
  } catch (...) {
    scan->thrown = std::current_exception();
    sqlite3_result_error_code(context, SQLITE_ABORT);
  }
}

}  // namespace

void add_payout_scan(Connection& connection) {
  const int result = sqlite3_create_function_v2(
      connection.handle(), "payoutd_take", payout_column_count + 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
      nullptr, &take_payout, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw Failure(result, sqlite3_errmsg(connection.handle()));
}

void scan_numbers(Connection& connection, payouts::OwnerKey owner, int64_t first, int64_t last,
                  PayoutSink& sink, const std::atomic<bool>& stop) {
  Scan scan{sink, stop, nullptr};
  Statement query = connection.prepare(sql::scan_numbers);
  query.bind(1, owner.value);
  query.bind(2, first);
  query.bind(3, last);
  query.bind_pointer(4, &scan, scan_pointer);
  try {
    query.run();
  } catch (const Failure&) {
    if (scan.thrown != nullptr) std::rethrow_exception(scan.thrown);
    if (!stop.load(std::memory_order_relaxed)) throw;
  }
}

void hand_over(const PayoutValues& row, PayoutSink& sink) {
  std::optional<payouts::PayoutView> payout;
  try {
    payout = read_payout(row);
  } catch (const DamagedRow& damaged) {
    if (!sink.skip_damaged(sqlite3_value_int64(row[0]), damaged.what())) throw;
    return;
  }
  sink.payout(*payout);
}

}  // namespace payoutd::store::sqlite
