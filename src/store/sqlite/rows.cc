#include "store/sqlite/rows.h"

#include <cstring>
#include <limits>

namespace payoutd::store::sqlite {
namespace {

[[noreturn]] void damaged(const std::string& what) {
  throw DamagedRow(what);
}

// A payout's columns, read as those of a Statement are. Values of a column may not be asked from
// several threads at once; a connection has one.
class Values {
 public:
  explicit Values(std::span<sqlite3_value* const> values) : values_(values) {}

  bool is_null(int column) const {
    return sqlite3_value_type(values_[static_cast<size_t>(column)]) == SQLITE_NULL;
  }
  int64_t integer(int column) const {
    return sqlite3_value_int64(values_[static_cast<size_t>(column)]);
  }
  std::string_view text(int column) const {
    sqlite3_value* const value = values_[static_cast<size_t>(column)];
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_value_bytes(value))};
  }
  std::span<const unsigned char> blob(int column) const {
    sqlite3_value* const value = values_[static_cast<size_t>(column)];
    const auto* data = static_cast<const unsigned char*>(sqlite3_value_blob(value));
    return {data, static_cast<size_t>(sqlite3_value_bytes(value))};
  }

 private:
  const std::span<sqlite3_value* const> values_;
};

// What follows reads a column of a Statement or one of Values.

template <class Array, class Row>
Array array_of(const Row& row, int column) {
  Array bytes;
  const auto blob = row.blob(column);
  if (blob.size() != bytes.size()) damaged("an id or a hash has the wrong length");
  std::memcpy(bytes.data(), blob.data(), bytes.size());
  return bytes;
}

template <class Row>
base::Uuid uuid_of(const Row& row, int column) {
  return {array_of<decltype(base::Uuid::bytes)>(row, column)};
}

template <class Row>
int64_t read_within(const Row& row, int column, int64_t least, int64_t most,
                    const char* otherwise) {
  const int64_t value = row.integer(column);
  if (value < least || value > most) damaged(otherwise);
  return value;
}

template <class Row>
payouts::PayoutNumber number_of(const Row& row, int column) {
  constexpr int64_t most = std::numeric_limits<payouts::PayoutNumber>::max();
  return static_cast<payouts::PayoutNumber>(
      read_within(row, column, 0, most, "a payout has an impossible number"));
}

template <class Row>
base::Timestamp time_of(const Row& row, int column) {
  return {read_within(row, column, 0, base::end_of_time.micros, "a payout has an impossible time")};
}

template <class Row>
std::optional<base::Timestamp> time_or_unset_of(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return time_of(row, column);
}

template <class Row>
payouts::Status status_of(const Row& row, int column) {
  const auto status = payouts::status_from_number(row.integer(column));
  if (!status) damaged("a payout has an unknown status");
  return *status;
}

template <class Row>
money::Currency currency_of(const Row& row, int column) {
  const std::string_view code = row.text(column);
  const auto currency = money::find_currency(code);
  if (!currency || currency->code() != code) damaged("a payout has an unknown currency");
  return *currency;
}

template <class Row>
money::Amount amount_of(const Row& row, int micro, int currency) {
  return {read_within(row, micro, 1, money::amount_max_micro, "a payout has an impossible amount"),
          currency_of(row, currency)};
}

template <class Row>
int64_t fees_of(const Row& row, int column) {
  return read_within(row, column, 0, money::amount_max_micro, "a payout has impossible fees");
}

}  // namespace

payouts::Status read_status(const Statement& row, int column) {
  return status_of(row, column);
}

money::Currency read_currency(const Statement& row, int column) {
  return currency_of(row, column);
}

base::Timestamp read_time(const Statement& row, int column) {
  return time_of(row, column);
}

std::optional<payouts::PayoutNumber> read_number_or_unset(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return number_of(row, column);
}

money::Sum read_sum(const Statement& row, int column) {
  const auto sum = money::parse_digits(row.text(column));
  if (!sum || *sum < 0) damaged("a sum of money is none");
  return *sum;
}

payouts::Version read_version(const Statement& row, int column) {
  constexpr int64_t most = std::numeric_limits<payouts::Version>::max();
  return read_within(row, column, 1, most, "an owner has an impossible version");
}

base::Uuid read_uuid(const Statement& row, int column) {
  return uuid_of(row, column);
}

base::Sha256 read_sha256(const Statement& row, int column) {
  return array_of<base::Sha256>(row, column);
}

access::Mode read_mode(const Statement& row, int column) {
  return static_cast<access::Mode>(
      read_within(row, column, 0, 1, "an owner has an unknown kind or mode"));
}

Owner read_owner(const Statement& row) {
  const int64_t kind = read_within(row, 2, 0, 1, "an owner has an unknown kind or mode");
  constexpr int64_t count_max = std::numeric_limits<payouts::PayoutNumber>::max();
  return {.key = {row.integer(0)},
          .id = {read_uuid(row, 1)},
          .kind = static_cast<OwnerKind>(kind),
          .mode = read_mode(row, 3),
          .name = std::string(row.text(4)),
          .version = read_version(row, 5),
          .payout_count = static_cast<payouts::PayoutNumber>(
              read_within(row, 6, 0, count_max, "an owner has an impossible count")),
          .entry_count = row.integer(8),
          .event_count = row.integer(9),
          .wallet_count = row.integer(10),
          .beneficiary_count = row.integer(11),
          .reward_count = row.integer(12),
          .invitee_count = row.integer(13),
          .attribution_count = row.integer(14),
          .created_at = {row.integer(7)}};
}

payouts::PayoutView read_payout(const PayoutValues& values) {
  const Values row(values);
  return {.id = {uuid_of(row, 2)},
          .number = number_of(row, 0),
          .version = row.integer(1),
          .status = status_of(row, 3),
          .amount = amount_of(row, 5, 4),
          .fees_micro = fees_of(row, 6),
          .imported = row.integer(7) != 0,
          .created_at = time_of(row, 8),
          .updated_at = time_of(row, 9),
          .queued_at = time_or_unset_of(row, 10),
          .submitted_at = time_or_unset_of(row, 11),
          .completed_at = time_or_unset_of(row, 12),
          .failed_at = time_or_unset_of(row, 13),
          .cancelled_at = time_or_unset_of(row, 14),
          .expired_at = time_or_unset_of(row, 15),
          .beneficiary_id = row.is_null(29)
                                ? std::nullopt
                                : std::optional(payouts::BeneficiaryId{uuid_of(row, 29)}),
          .reference_id = row.text(16),
          .beneficiary_email = row.text(17),
          .beneficiary_first_name = row.text(18),
          .beneficiary_last_name = row.text(19),
          .beneficiary_country = row.text(20),
          .beneficiary_phone = row.text(21),
          .description = row.text(22),
          .failure_code = row.text(23),
          .failure_reason = row.text(24),
          .network = row.text(25),
          .address = row.text(26),
          .tx_hash = row.text(27),
          .note = row.text(28)};
}

PayoutMoney read_payout_money(std::span<sqlite3_value* const> values) {
  const Values row(values);
  return {status_of(row, 0), amount_of(row, 2, 1), fees_of(row, 3)};
}

PayoutRow::PayoutRow(const Statement& row) {
  for (int i = 0; i < payout_column_count; ++i) values_[static_cast<size_t>(i)] = row.value(i);
}

payouts::PayoutView read_payout(const Statement& row) {
  return read_payout(PayoutValues(PayoutRow(row)));
}

void bind_payout(Statement& insert, payouts::OwnerKey owner, const payouts::PayoutView& payout) {
  insert.bind(1, owner.value);
  insert.bind(2, payout.number);
  insert.bind(3, payout.version);
  insert.bind_blob(4, payout.id.value.bytes);
  insert.bind(5, static_cast<int64_t>(payout.status));
  insert.bind_text(6, payout.amount.currency.code());
  insert.bind(7, payout.amount.micro);
  insert.bind(8, payout.fees_micro);
  insert.bind(9, payout.imported ? 1 : 0);
  insert.bind_time(10, payout.created_at);
  insert.bind_time(11, payout.updated_at);
  insert.bind_time(12, payout.queued_at);
  insert.bind_time(13, payout.submitted_at);
  insert.bind_time(14, payout.completed_at);
  insert.bind_time(15, payout.failed_at);
  insert.bind_time(16, payout.cancelled_at);
  insert.bind_time(17, payout.expired_at);
  insert.bind_text_or_null(18, payout.reference_id);
  insert.bind_text_or_null(19, payout.beneficiary_email);
  insert.bind_text_or_null(20, payout.beneficiary_first_name);
  insert.bind_text_or_null(21, payout.beneficiary_last_name);
  insert.bind_text_or_null(22, payout.beneficiary_country);
  insert.bind_text_or_null(23, payout.beneficiary_phone);
  insert.bind_text_or_null(24, payout.description);
  insert.bind_text_or_null(25, payout.failure_code);
  insert.bind_text_or_null(26, payout.failure_reason);
  insert.bind_text_or_null(27, payout.network);
  insert.bind_text_or_null(28, payout.address);
  insert.bind_text_or_null(29, payout.tx_hash);
  insert.bind_text_or_null(30, payout.note);
  bind_uuid_or_null(insert, 31, payout.beneficiary_id ? &payout.beneficiary_id->value : nullptr);
}

void bind_uuid_or_null(Statement& statement, int parameter, const base::Uuid* id) {
  if (id == nullptr) {
    statement.bind_null(parameter);
  } else {
    statement.bind_blob(parameter, id->bytes);
  }
}

StoredPayout read_stored_payout(const Statement& row) {
  StoredPayout stored{{row.integer(30)}, copy(read_payout(row)), {}, row.time(32)};
  if (!row.is_null(31)) stored.hold_entry = row.integer(31);
  return stored;
}

}  // namespace payoutd::store::sqlite
