// store/sqlite/rows.h: a row to an owner or a payout, and a payout to the parameters of an insert.
// Private to the driver.
#pragma once

#include <array>
#include <span>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// For statements whose columns are those of an owner.
Owner read_owner(const Statement& row);

// A value is none that payoutd ever wrote.
class DamagedRow : public Failure {
 public:
  explicit DamagedRow(const std::string& what) : Failure(SQLITE_CORRUPT, what) {}
};

// The columns of a payout in their order (sql/statements.h), of a row or of a function's call.
constexpr int payout_column_count = 30;
using PayoutValues = std::span<sqlite3_value* const, payout_column_count>;

// The view borrows from the row. Throws DamagedRow.
payouts::PayoutView read_payout(const PayoutValues& row);

// The same for statements whose first columns are those of a payout.
class PayoutRow {
 public:
  explicit PayoutRow(const Statement& row);
  operator PayoutValues() const { return PayoutValues(values_); }

 private:
  std::array<sqlite3_value*, payout_column_count> values_;
};
payouts::PayoutView read_payout(const Statement& row);

// A payout's status, currency, amount_micro and fees_micro, in this order. Throws DamagedRow.
struct PayoutMoney {
  payouts::Status status;
  money::Amount amount;
  int64_t fees_micro;
};
PayoutMoney read_payout_money(std::span<sqlite3_value* const> row);

void bind_payout(Statement& insert, payouts::OwnerKey owner, const payouts::PayoutView& payout);

// For statements whose columns are those of a payout, then owner_key, hold_entry, due_at.
StoredPayout read_stored_payout(const Statement& row);
void bind_uuid_or_null(Statement& statement, int parameter, const base::Uuid* id);

money::Currency read_currency(const Statement& row, int column);
payouts::Status read_status(const Statement& row, int column);
std::optional<payouts::PayoutNumber> read_number_or_unset(const Statement& row, int column);
base::Timestamp read_time(const Statement& row, int column);
// What is kept is one of a closed list; `from_number` gives nothing for what is not.
template <class Value>
Value read_one_of(const Statement& row, int column, std::optional<Value> (*from_number)(int64_t)) {
  const auto value = from_number(row.integer(column));
  if (!value) throw DamagedRow("a number is none that payoutd knows");
  return *value;
}
money::Sum read_sum(const Statement& row, int column);  // not below zero

base::Uuid read_uuid(const Statement& row, int column);
payouts::Version read_version(const Statement& row, int column);  // of an owner
access::Mode read_mode(const Statement& row, int column);
base::Sha256 read_sha256(const Statement& row, int column);

}  // namespace payoutd::store::sqlite
