#include "base/check.h"
#include "store/sql/operator_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {

base::Status SqliteTransaction::add_operator(const OperatorRow& row) {
  Statement insert = writer_.prepare(sql::add_operator);
  insert.bind_text(1, row.name);
  insert.bind_blob(2, row.token_hash);
  insert.bind(3, row.roles.bits());
  insert.bind_time(4, row.created_at);
  try {
    insert.run();
  } catch (const Failure& failure) {
    if (failure.code() != SQLITE_CONSTRAINT_PRIMARYKEY) throw;
    return base::refused("operator_exists", "there is or was an operator of that name");
  }
  return {};
}

base::Status SqliteTransaction::revoke_operator(std::string_view name, base::Timestamp now) {
  Statement revoke = writer_.prepare(sql::revoke_operator);
  revoke.bind_text(1, name);
  revoke.bind_time(2, now);
  if (!revoke.step()) {
    return base::refused("operator_not_found", "there is no operator of that name");
  }
  return {};
}

void SqliteTransaction::put_approval(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                                     const Approval& approval) {
  Statement put = writer_.prepare(sql::put_approval);
  put.bind(1, owner.value);
  put.bind(2, payout);
  put.bind_text(3, approval.operator_name);
  put.bind(4, approval.amount.micro);
  put.bind_text(5, approval.amount.currency.code());
  put.bind_text(6, approval.network);
  put.bind_text(7, approval.address);
  put.bind_time(8, approval.created_at);
  put.run();
}

void SqliteTransaction::add_operator_request(const OperatorRequest& request) {
  Statement insert = writer_.prepare(sql::add_operator_request);
  insert.bind_text(1, request.operator_name);
  insert.bind_text(2, request.key);
  insert.bind_blob(3, request.meaning);
  insert.bind(4, request.status);
  insert.bind_bytes_or_null(5, request.sealed_answer);
  insert.bind_time(6, request.created_at);
  insert.run();
}

void SqliteTransaction::append_audit(const access::AuditLine& line) {
  Statement insert = writer_.prepare(sql::add_audit_line);
  insert.bind(1, line.number);
  insert.bind_time(2, line.at);
  insert.bind_text(3, line.operator_name);
  insert.bind_text(4, line.action);
  insert.bind_text(5, line.target);
  insert.bind(6, line.outcome);
  insert.bind_text(7, line.remote_address);
  insert.bind_text(8, line.request_id);
  insert.bind_text(9, line.detail);
  insert.bind_blob(10, line.hash);
  insert.run();
  Statement head = writer_.prepare(sql::set_audit_head);
  head.bind(1, line.number);
  head.bind_blob(2, line.hash);
  head.run();
  base::check(writer_.changed_rows() == 1, "a line of the audit log follows on its head");
}

int64_t SqliteTransaction::revoke_sessions(payouts::OwnerKey owner, base::Timestamp now) {
  Statement revoke = writer_.prepare(sql::revoke_sessions);
  revoke.bind(1, owner.value);
  revoke.bind_time(2, now);
  revoke.run();
  return writer_.changed_rows();
}

}  // namespace payoutd::store::sqlite
