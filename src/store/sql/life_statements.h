// store/sql/life_statements.h: what happened to payouts: history, details, attempts.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

#define PAYOUTD_HISTORY_COLUMNS                                                           \
  "payout_number, position, event_number, event_id, from_status, to_status, actor_type, " \
  "actor_id, message, created_at"

inline constexpr std::string_view add_history =
    "INSERT INTO history (owner_key, " PAYOUTD_HISTORY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

inline constexpr std::string_view count_history =
    "SELECT count(*) FROM history WHERE owner_key = ?1 AND payout_number = ?2";

inline constexpr std::string_view history_of_payout =
    "SELECT " PAYOUTD_HISTORY_COLUMNS
    " FROM history WHERE owner_key = ?1 AND payout_number = ?2 ORDER BY position";

inline constexpr std::string_view history_of_owner =
    "SELECT " PAYOUTD_HISTORY_COLUMNS
    " FROM history WHERE owner_key = ?1 ORDER BY payout_number, position";

inline constexpr std::string_view add_details =
    "INSERT INTO payout_details (owner_key, payout_number, metadata, identifiers_sealed, notify) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";

inline constexpr std::string_view find_details =
    "SELECT metadata, identifiers_sealed, notify FROM payout_details "
    "WHERE owner_key = ?1 AND payout_number = ?2";

#define PAYOUTD_ATTEMPT_COLUMNS                                                        \
  "payout_number, number, attempt_key, rail, state, submissions, not_received, asks, " \
  "created_at, updated_at"

inline constexpr std::string_view put_attempt =
    "INSERT INTO attempts (owner_key, " PAYOUTD_ATTEMPT_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
    "ON CONFLICT (owner_key, payout_number, number) DO UPDATE SET state = ?6, submissions = ?7, "
    "not_received = ?8, asks = ?9, updated_at = ?11";

inline constexpr std::string_view attempts_of_payout =
    "SELECT " PAYOUTD_ATTEMPT_COLUMNS
    " FROM attempts WHERE owner_key = ?1 AND payout_number = ?2 ORDER BY number";

inline constexpr std::string_view attempts_of_owner =
    "SELECT " PAYOUTD_ATTEMPT_COLUMNS
    " FROM attempts WHERE owner_key = ?1 ORDER BY payout_number, number";

inline constexpr std::string_view attempt_keys_used_twice =
    "SELECT attempt_key FROM attempts GROUP BY attempt_key HAVING count(*) > 1";

#undef PAYOUTD_HISTORY_COLUMNS
#undef PAYOUTD_ATTEMPT_COLUMNS

}  // namespace payoutd::store::sql
