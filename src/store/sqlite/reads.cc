#include "store/sqlite/reads.h"

#include <atomic>
#include <limits>

#include "store/sql/life_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/life_rows.h"
#include "store/sqlite/payout_scan.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

std::optional<StoredPayout> read_only_payout(Statement& query) {
  if (!query.step()) return std::nullopt;
  return read_stored_payout(query);
}

}  // namespace

base::Result<payouts::Version> SqliteReads::read_payouts(payouts::OwnerKey owner,
                                                         payouts::Version after, PayoutSink& sink) {
  // While a statement is open, so is its read transaction: the owner stays true of the rows.
  Statement owner_query = connection_.prepare(sql::owner_by_key);
  owner_query.bind(1, owner.value);
  if (!owner_query.step()) return base::refused("owner_not_found", "there is no such owner");
  const Owner found = read_owner(owner_query);
  sink.begin(found);
  if (after == 0) {
    const std::atomic<bool> stop = false;
    scan_numbers(connection_, owner, 0, std::numeric_limits<int64_t>::max(), sink, stop);
    return found.version;
  }
  Statement rows = connection_.prepare(sql::changed_payouts);
  rows.bind(1, owner.value);
  rows.bind(2, after);
  while (rows.step()) hand_over(PayoutRow(rows), sink);
  return found.version;
}

std::optional<StoredPayout> SqliteReads::find_payout(payouts::OwnerKey owner,
                                                     const payouts::PayoutId& id) {
  Statement query = connection_.prepare(sql::payout_of_owner_by_id);
  query.bind_blob(1, id.value.bytes);
  query.bind(2, owner.value);
  return read_only_payout(query);
}

std::optional<StoredPayout> SqliteReads::find_payout(const payouts::PayoutId& id) {
  Statement query = connection_.prepare(sql::payout_by_id);
  query.bind_blob(1, id.value.bytes);
  return read_only_payout(query);
}

std::optional<StoredPayout> SqliteReads::find_payout(payouts::OwnerKey owner,
                                                     payouts::PayoutNumber number) {
  Statement query = connection_.prepare(sql::payout_by_number);
  query.bind(1, owner.value);
  query.bind(2, number);
  return read_only_payout(query);
}

std::optional<StoredPayout> SqliteReads::find_payout_by_reference(payouts::OwnerKey owner,
                                                                  std::string_view reference_id) {
  Statement query = connection_.prepare(sql::payout_by_reference);
  query.bind(1, owner.value);
  query.bind_text(2, reference_id);
  return read_only_payout(query);
}

std::optional<PayoutDetails> SqliteReads::find_details(payouts::OwnerKey owner,
                                                       payouts::PayoutNumber payout) {
  Statement query = connection_.prepare(sql::find_details);
  query.bind(1, owner.value);
  query.bind(2, payout);
  if (!query.step()) return std::nullopt;
  return PayoutDetails{std::string(query.text(0)), std::string(query.bytes(1)),
                       query.integer(2) != 0};
}

std::vector<payouts::HistoryRow> SqliteReads::find_history(payouts::OwnerKey owner,
                                                           payouts::PayoutNumber payout) {
  Statement query = connection_.prepare(sql::history_of_payout);
  query.bind(1, owner.value);
  query.bind(2, payout);
  std::vector<payouts::HistoryRow> rows;
  while (query.step()) rows.push_back(read_history(query));
  return rows;
}

std::vector<payouts::Attempt> SqliteReads::find_attempts(payouts::OwnerKey owner,
                                                         payouts::PayoutNumber payout) {
  Statement query = connection_.prepare(sql::attempts_of_payout);
  query.bind(1, owner.value);
  query.bind(2, payout);
  std::vector<payouts::Attempt> attempts;
  while (query.step()) attempts.push_back(read_attempt(query));
  return attempts;
}

std::vector<DuePayout> SqliteReads::find_due(payouts::Status status, base::Timestamp now,
                                             uint32_t limit) {
  Statement query = connection_.prepare(sql::due_payouts);
  query.bind(1, static_cast<int64_t>(status));
  query.bind_time(2, now);
  query.bind(3, limit);
  std::vector<DuePayout> due;
  while (query.step()) {
    due.push_back({{query.integer(0)},
                   read_number_or_unset(query, 1).value_or(0),
                   read_status(query, 2),
                   read_time(query, 3)});
  }
  return due;
}

std::optional<base::Timestamp> SqliteReads::next_due(base::Timestamp time) {
  std::optional<base::Timestamp> next;
  for (const payouts::Status status : payouts::all_statuses) {
    if (is_final(status)) continue;
    Statement query = connection_.prepare(sql::next_due);
    query.bind(1, static_cast<int64_t>(status));
    query.bind_time(2, time);
    if (query.step() && (!next || read_time(query, 0) < *next)) next = read_time(query, 0);
  }
  return next;
}

std::vector<OpenPayouts> SqliteReads::count_open() {
  std::vector<OpenPayouts> counted;
  for (const payouts::Status status : payouts::all_statuses) {
    if (is_final(status)) continue;
    Statement query = connection_.prepare(sql::count_open);
    query.bind(1, static_cast<int64_t>(status));
    query.bind(2, OpenPayouts::counted_max);
    if (query.step()) counted.push_back({status, query.integer(0), query.time(1)});
  }
  return counted;
}

std::optional<SealedSecret> SqliteReads::find_sealed_secret() {
  Statement query = connection_.prepare(sql::find_sealed_secret);
  if (!query.step()) return std::nullopt;
  const auto sealed = query.blob(1);
  return SealedSecret{std::string(query.text(0)), std::string(sealed.begin(), sealed.end())};
}

}  // namespace payoutd::store::sqlite
