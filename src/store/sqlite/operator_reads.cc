#include "store/sql/operator_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/reads.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {
namespace {

OperatorRow read_operator(const Statement& row) {
  return {.name = std::string(row.text(0)),
          .token_hash = read_sha256(row, 1),
          .roles = read_one_of<access::Roles>(row, 2, &access::Roles::from_bits),
          .created_at = read_time(row, 3),
          .revoked_at = row.time(4)};
}

access::AuditLine read_audit_line(const Statement& row) {
  return {.number = row.integer(0),
          .at = {row.integer(1)},
          .operator_name = std::string(row.text(2)),
          .action = std::string(row.text(3)),
          .target = std::string(row.text(4)),
          .outcome = row.integer(5),
          .remote_address = std::string(row.text(6)),
          .request_id = std::string(row.text(7)),
          .detail = std::string(row.text(8)),
          .hash = read_sha256(row, 9)};
}

std::vector<OwnerVersion> read_owner_versions(Statement& rows) {
  std::vector<OwnerVersion> owners;
  while (rows.step()) {
    const auto count = read_number_or_unset(rows, 2);
    owners.push_back({{rows.integer(0)}, read_version(rows, 1), count.value_or(0)});
  }
  return owners;
}

}  // namespace

std::optional<Owner> SqliteReads::find_owner(payouts::OwnerKey key) {
  Statement query = connection_.prepare(sql::owner_by_key);
  query.bind(1, key.value);
  if (!query.step()) return std::nullopt;
  return read_owner(query);
}

std::optional<Owner> SqliteReads::find_owner(const payouts::OwnerId& id) {
  Statement query = connection_.prepare(sql::find_owner);
  query.bind_blob(1, id.value.bytes);
  if (!query.step()) return std::nullopt;
  return read_owner(query);
}

PageOf<Owner> SqliteReads::list_owners(const OwnerQuery& asked) {
  PageOf<Owner> page;
  Statement count = connection_.prepare(sql::count_owners);
  count.bind(1, static_cast<int64_t>(asked.kind));
  count.bind_text_or_null(2, asked.name);
  if (count.step()) page.total = static_cast<uint64_t>(count.integer(0));
  Statement rows = connection_.prepare(sql::list_owners);
  rows.bind(1, static_cast<int64_t>(asked.kind));
  rows.bind_text_or_null(2, asked.name);
  rows.bind(3, asked.limit);
  rows.bind(4, static_cast<int64_t>(asked.offset));
  while (rows.step()) page.rows.push_back(read_owner(rows));
  return page;
}

Touch SqliteReads::last_touch() {
  Statement query = connection_.prepare(sql::last_touch);
  return query.step() ? query.integer(0) : 0;
}

std::vector<OwnerVersion> SqliteReads::list_touched(Touch after) {
  Statement rows = connection_.prepare(sql::touched_owners);
  rows.bind(1, after);
  return read_owner_versions(rows);
}

std::vector<OwnerVersion> SqliteReads::list_with_payouts() {
  Statement rows = connection_.prepare(sql::owners_with_payouts);
  return read_owner_versions(rows);
}

uint64_t SqliteReads::count_payouts() {
  Statement query = connection_.prepare(sql::count_payouts);
  return query.step() ? static_cast<uint64_t>(query.integer(0)) : 0;
}

void SqliteReads::scan_payouts(const PayoutScan& scan, const TakePayout& take) {
  constexpr uint32_t every_status = (1U << payouts::status_count) - 1;
  constexpr int owner_column = 30;  // behind those of a payout
  const bool on_chains = !scan.address.empty() || !scan.network.empty();
  std::string_view statement = scan.owner ? sql::scan_payouts_of_owner : sql::scan_payouts;
  if (!scan.network.empty()) statement = sql::scan_payouts_on_network;
  if (!scan.address.empty()) statement = sql::scan_payouts_to_address;
  Statement rows = connection_.prepare(statement);
  rows.bind(1, scan.statuses == 0 ? every_status : scan.statuses);
  rows.bind_time(2, scan.created_from);
  rows.bind_time(3, scan.created_to);
  if (scan.owner) rows.bind(4, scan.owner->value);
  if (on_chains) rows.bind_text(5, scan.address.empty() ? scan.network : scan.address);
  if (!scan.address.empty()) rows.bind_text_or_null(6, scan.network);
  while (rows.step()) take({rows.integer(owner_column)}, read_payout(rows));
}

std::optional<OperatorRow> SqliteReads::find_operator(const base::Sha256& token_hash) {
  Statement query = connection_.prepare(sql::operator_by_token);
  query.bind_blob(1, token_hash);
  if (!query.step()) return std::nullopt;
  return read_operator(query);
}

std::vector<OperatorRow> SqliteReads::list_operators() {
  std::vector<OperatorRow> found;
  Statement rows = connection_.prepare(sql::list_operators);
  while (rows.step()) found.push_back(read_operator(rows));
  return found;
}

bool SqliteReads::has_working_operator() {
  Statement query = connection_.prepare(sql::has_working_operator);
  return query.step();
}

std::vector<Approval> SqliteReads::find_approvals(payouts::OwnerKey owner,
                                                  payouts::PayoutNumber payout) {
  std::vector<Approval> found;
  Statement rows = connection_.prepare(sql::approvals_of_payout);
  rows.bind(1, owner.value);
  rows.bind(2, payout);
  while (rows.step()) {
    found.push_back({.operator_name = std::string(rows.text(0)),
                     .amount = {rows.integer(1), read_currency(rows, 2)},
                     .network = std::string(rows.text(3)),
                     .address = std::string(rows.text(4)),
                     .created_at = read_time(rows, 5)});
  }
  return found;
}

std::optional<OperatorRequest> SqliteReads::find_operator_request(std::string_view operator_name,
                                                                  std::string_view key) {
  Statement query = connection_.prepare(sql::find_operator_request);
  query.bind_text(1, operator_name);
  query.bind_text(2, key);
  if (!query.step()) return std::nullopt;
  return OperatorRequest{.operator_name = std::string(query.text(0)),
                         .key = std::string(query.text(1)),
                         .meaning = read_sha256(query, 2),
                         .status = query.integer(3),
                         .sealed_answer = std::string(query.bytes(4)),
                         .created_at = read_time(query, 5)};
}

AuditHead SqliteReads::audit_head() {
  Statement query = connection_.prepare(sql::audit_head);
  if (!query.step()) throw DamagedRow("the head of the audit log is missing");
  return {query.integer(0), read_sha256(query, 1)};
}

std::vector<access::AuditLine> SqliteReads::list_audit(int64_t before, uint32_t limit) {
  std::vector<access::AuditLine> found;
  Statement rows = connection_.prepare(sql::list_audit);
  rows.bind(1, before);
  rows.bind(2, limit);
  while (rows.step()) found.push_back(read_audit_line(rows));
  return found;
}

void SqliteReads::read_audit(const std::function<void(const access::AuditLine&)>& take) {
  Statement rows = connection_.prepare(sql::all_audit_lines);
  while (rows.step()) take(read_audit_line(rows));
}

}  // namespace payoutd::store::sqlite
