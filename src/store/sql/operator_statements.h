// store/sql/operator_statements.h: operators, approvals, what they ask for once, the audit log, and
// what they alone may list.
#pragma once

#include <string_view>

#include "store/sql/statements.h"

namespace payoutd::store::sql {

#define PAYOUTD_OPERATOR_COLUMNS "name, token_hash, roles, created_at, revoked_at"

inline constexpr std::string_view add_operator =
    "INSERT INTO operators (name, token_hash, roles, created_at) VALUES (?1, ?2, ?3, ?4)";

inline constexpr std::string_view revoke_operator =
    "UPDATE operators SET revoked_at = coalesce(revoked_at, ?2) WHERE name = ?1 RETURNING name";

inline constexpr std::string_view operator_by_token =
    "SELECT " PAYOUTD_OPERATOR_COLUMNS " FROM operators WHERE token_hash = ?1";

inline constexpr std::string_view list_operators =
    "SELECT " PAYOUTD_OPERATOR_COLUMNS " FROM operators ORDER BY name";

inline constexpr std::string_view has_working_operator =
    "SELECT 1 FROM operators WHERE revoked_at IS NULL LIMIT 1";

#define PAYOUTD_APPROVAL_COLUMNS "operator, amount_micro, currency, network, address, created_at"

inline constexpr std::string_view put_approval =
    "INSERT INTO approvals (owner_key, payout_number, " PAYOUTD_APPROVAL_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (owner_key, payout_number, operator) "
    "DO UPDATE SET amount_micro = ?4, currency = ?5, network = ?6, address = ?7, created_at = ?8";

// An operator without a row is the setting's.
inline constexpr std::string_view approvals_of_payout =
    "SELECT " PAYOUTD_APPROVAL_COLUMNS
    " FROM approvals a WHERE owner_key = ?1 AND payout_number = ?2 AND NOT EXISTS (SELECT 1 FROM "
    "operators o WHERE o.name = a.operator AND o.revoked_at IS NOT NULL) ORDER BY operator";

#define PAYOUTD_REQUEST_COLUMNS "operator, idempotency_key, meaning, status, answer, created_at"

inline constexpr std::string_view add_operator_request =
    "INSERT INTO operator_requests (" PAYOUTD_REQUEST_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

inline constexpr std::string_view find_operator_request =
    "SELECT " PAYOUTD_REQUEST_COLUMNS
    " FROM operator_requests WHERE operator = ?1 AND idempotency_key = ?2";

#define PAYOUTD_AUDIT_COLUMNS \
  "number, at, operator, action, target, outcome, remote_address, request_id, detail, hash"

inline constexpr std::string_view add_audit_line =
    "INSERT INTO audit_log (" PAYOUTD_AUDIT_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

inline constexpr std::string_view set_audit_head =
    "UPDATE audit_head SET number = ?1, hash = ?2 WHERE one = 1 AND number = ?1 - 1";

inline constexpr std::string_view audit_head = "SELECT number, hash FROM audit_head WHERE one = 1";

inline constexpr std::string_view list_audit =
    "SELECT " PAYOUTD_AUDIT_COLUMNS
    " FROM audit_log WHERE number < ?1 ORDER BY number DESC LIMIT ?2";

inline constexpr std::string_view all_audit_lines =
    "SELECT " PAYOUTD_AUDIT_COLUMNS " FROM audit_log ORDER BY number";

#undef PAYOUTD_OPERATOR_COLUMNS
#undef PAYOUTD_APPROVAL_COLUMNS
#undef PAYOUTD_REQUEST_COLUMNS
#undef PAYOUTD_AUDIT_COLUMNS

}  // namespace payoutd::store::sql
