// store/sql/statements.h: every statement, once. Parameters are ?1, ?2 …; a driver of an engine
// that writes them otherwise translates.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

// The columns of a payout in the order in which drivers read and bind them.
#define PAYOUTD_PAYOUT_COLUMNS                                                                   \
  "number, version, id, status, currency, amount_micro, fees_micro, imported, created_at, "      \
  "updated_at, queued_at, submitted_at, completed_at, failed_at, cancelled_at, expired_at, "     \
  "reference_id, beneficiary_email, beneficiary_first_name, beneficiary_last_name, "             \
  "beneficiary_country, beneficiary_phone, description, failure_code, failure_reason, network, " \
  "address, tx_hash, note, beneficiary_id"

inline constexpr std::string_view find_api_key =
    "SELECT k.owner_key, o.id, o.version, k.secret_hash, k.revoked_at IS NOT NULL, o.mode, "
    "k.signature_required, CASE WHEN k.signature_required THEN k.signing_secret_sealed END, "
    "k.allowed_networks FROM api_keys k JOIN owners o ON o.owner_key = k.owner_key WHERE k.api_key "
    "= ?1";

inline constexpr std::string_view find_session =
    "SELECT s.owner_key, o.id, o.version, s.expires_at, s.revoked_at IS NOT NULL, s.id "
    "FROM sessions s JOIN owners o ON o.owner_key = s.owner_key WHERE s.token_hash = ?1";

#define PAYOUTD_OWNER_COLUMNS                                                         \
  "owner_key, id, kind, mode, name, version, payout_count, created_at, entry_count, " \
  "event_count, wallet_count, beneficiary_count, reward_count, invitee_count, attribution_count"

inline constexpr std::string_view find_owner =
    "SELECT " PAYOUTD_OWNER_COLUMNS " FROM owners WHERE id = ?1";

inline constexpr std::string_view all_owners =
    "SELECT " PAYOUTD_OWNER_COLUMNS " FROM owners ORDER BY owner_key";

inline constexpr std::string_view owner_by_key =
    "SELECT " PAYOUTD_OWNER_COLUMNS " FROM owners WHERE owner_key = ?1";

inline constexpr std::string_view find_user =
    "SELECT " PAYOUTD_OWNER_COLUMNS " FROM owners WHERE name = ?1 AND kind = 1";

// Gives each payout to a function of the driver's, with ?4, and has no rows of its own.
inline constexpr std::string_view scan_numbers =
    "SELECT 1 FROM payouts WHERE owner_key = ?1 AND number BETWEEN ?2 AND ?3 "
    "AND payoutd_take(" PAYOUTD_PAYOUT_COLUMNS ", ?4) ORDER BY number";

// Sorted by number so that new payouts come in order even when some of them were touched again.
inline constexpr std::string_view changed_payouts =
    "SELECT " PAYOUTD_PAYOUT_COLUMNS
    " FROM payouts INDEXED BY payouts_by_version WHERE owner_key = ?1 AND version > ?2 "
    "ORDER BY number";

inline constexpr std::string_view ids_used_twice =
    "SELECT id FROM payouts GROUP BY id HAVING count(*) > 1";

// Works take turns, so nobody else takes the same one.
#define PAYOUTD_NEXT_TOUCH "(SELECT coalesce(max(touched), 0) + 1 FROM owners)"

inline constexpr std::string_view create_owner =
    "INSERT INTO owners (id, kind, mode, name, version, payout_count, created_at, touched) "
    "VALUES (?1, ?2, ?3, ?4, 1, 0, ?5, " PAYOUTD_NEXT_TOUCH ") RETURNING " PAYOUTD_OWNER_COLUMNS;

inline constexpr std::string_view add_api_key =
    "INSERT INTO api_keys (api_key, owner_key, secret_hash, signing_secret_sealed, created_at, "
    "signature_required, allowed_networks) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

inline constexpr std::string_view find_sealed_secret =
    "SELECT api_key, signing_secret_sealed FROM api_keys ORDER BY created_at DESC, api_key LIMIT 1";

inline constexpr std::string_view list_api_keys =
    "SELECT api_key, signature_required, allowed_networks, created_at, revoked_at "
    "FROM api_keys WHERE owner_key = ?1 ORDER BY created_at, api_key";

inline constexpr std::string_view revoke_api_key =
    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE api_key = ?1 "
    "RETURNING api_key";

inline constexpr std::string_view add_session =
    "INSERT INTO sessions (token_hash, owner_key, created_at, last_seen_at, expires_at, id, "
    "provider, user_agent, remote_address) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8)";

inline constexpr std::string_view revoke_api_keys =
    "UPDATE api_keys SET revoked_at = ?2 WHERE owner_key = ?1 AND revoked_at IS NULL";

inline constexpr std::string_view revoke_sessions =
    "UPDATE sessions SET revoked_at = ?2 WHERE owner_key = ?1 AND revoked_at IS NULL";

// Once for each owner that a transaction has touched.
inline constexpr std::string_view store_owner =
    "UPDATE owners SET version = ?2, payout_count = ?3, entry_count = ?4, event_count = ?5, "
    "wallet_count = ?6, beneficiary_count = ?7, reward_count = ?8, invitee_count = ?9, "
    "attribution_count = ?10, touched = " PAYOUTD_NEXT_TOUCH " WHERE owner_key = ?1";

inline constexpr std::string_view last_touch = "SELECT coalesce(max(touched), 0) FROM owners";

// ?1: a touch.
inline constexpr std::string_view touched_owners =
    "SELECT owner_key, version, payout_count FROM owners INDEXED BY owners_by_touch "
    "WHERE touched > ?1 ORDER BY touched";

inline constexpr std::string_view owners_with_payouts =
    "SELECT owner_key, version, payout_count FROM owners WHERE payout_count > 0 "
    "ORDER BY owner_key";

inline constexpr std::string_view count_payouts =
    "SELECT coalesce(sum(payout_count), 0) FROM owners";

// What follows the columns of a payout where payoutd itself looks at it.
#define PAYOUTD_STORED_PAYOUT PAYOUTD_PAYOUT_COLUMNS ", owner_key, hold_entry, due_at"

// ?1 is the owner; the columns of a payout follow in their order, then hold_entry and due_at.
inline constexpr std::string_view insert_payout =
    "INSERT INTO payouts (owner_key, " PAYOUTD_PAYOUT_COLUMNS
    ", hold_entry, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
    "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, "
    "?33)";

// What a move can change.
inline constexpr std::string_view update_payout =
    "UPDATE payouts SET version = ?3, status = ?4, updated_at = ?5, queued_at = ?6, "
    "submitted_at = ?7, completed_at = ?8, failed_at = ?9, cancelled_at = ?10, expired_at = ?11, "
    "failure_code = ?12, failure_reason = ?13, tx_hash = ?14, due_at = ?15, note = ?16 "
    "WHERE owner_key = ?1 AND number = ?2";

inline constexpr std::string_view payout_of_owner_by_id =
    "SELECT " PAYOUTD_STORED_PAYOUT " FROM payouts WHERE id = ?1 AND owner_key = ?2";

inline constexpr std::string_view payout_by_id =
    "SELECT " PAYOUTD_STORED_PAYOUT " FROM payouts WHERE id = ?1";

inline constexpr std::string_view payout_by_number =
    "SELECT " PAYOUTD_STORED_PAYOUT " FROM payouts WHERE owner_key = ?1 AND number = ?2";

inline constexpr std::string_view payout_by_reference =
    "SELECT " PAYOUTD_STORED_PAYOUT
    " FROM payouts INDEXED BY payouts_by_reference WHERE owner_key = ?1 AND reference_id = ?2";

inline constexpr std::string_view due_payouts =
    "SELECT owner_key, number, status, due_at FROM payouts INDEXED BY payouts_due "
    "WHERE status = ?1 AND due_at <= ?2 ORDER BY due_at LIMIT ?3";

// Of one status.
inline constexpr std::string_view next_due =
    "SELECT due_at FROM payouts INDEXED BY payouts_due WHERE status = ?1 AND due_at > ?2 "
    "ORDER BY due_at LIMIT 1";

// Whoever they belong to: ?1 a bit for each status, ?2 and ?3 created within.
inline constexpr std::string_view scan_payouts =
    "SELECT " PAYOUTD_STORED_PAYOUT
    " FROM payouts WHERE (?1 >> status) & 1 AND created_at BETWEEN ?2 AND ?3";
inline constexpr std::string_view scan_payouts_of_owner =
    "SELECT " PAYOUTD_STORED_PAYOUT
    " FROM payouts WHERE (?1 >> status) & 1 AND created_at BETWEEN ?2 AND ?3 AND owner_key = ?4";
// Those on chains alone. ?4: the owner, or null; ?5, and ?6 or null: where they went.
#define PAYOUTD_SCAN_ON_CHAINS                                                                   \
  "SELECT " PAYOUTD_STORED_PAYOUT                                                                \
  " FROM payouts INDEXED BY payouts_by_address WHERE (?1 >> status) & 1 AND created_at BETWEEN " \
  "?2 AND ?3 AND (?4 IS NULL OR owner_key = ?4) AND "
inline constexpr std::string_view scan_payouts_to_address =
    PAYOUTD_SCAN_ON_CHAINS "address = ?5 AND (?6 IS NULL OR network = ?6)";
inline constexpr std::string_view scan_payouts_on_network =
    PAYOUTD_SCAN_ON_CHAINS "address IS NOT NULL AND network = ?5";

// ?2: an exact name, or null.
#define PAYOUTD_OWNERS_OF_KIND " FROM owners WHERE kind = ?1 AND (?2 IS NULL OR name = ?2)"
inline constexpr std::string_view count_owners = "SELECT count(*)" PAYOUTD_OWNERS_OF_KIND;
inline constexpr std::string_view list_owners =
    "SELECT " PAYOUTD_OWNER_COLUMNS PAYOUTD_OWNERS_OF_KIND
    " ORDER BY owner_key DESC LIMIT ?3 OFFSET ?4";
// Of one status.
inline constexpr std::string_view count_open =
    "SELECT count(*), min(due_at) FROM (SELECT due_at FROM payouts INDEXED BY payouts_due "
    "WHERE status = ?1 AND due_at IS NOT NULL ORDER BY due_at LIMIT ?2)";

// An owner's last event and last entry are found by their numbers, not by looking at all of them.
inline constexpr std::string_view last_recorded_at =
    "SELECT max(at) FROM (SELECT max((SELECT h.created_at FROM history h "
    "WHERE h.owner_key = o.owner_key AND h.event_number = o.event_count)) AS at FROM owners o "
    "UNION ALL SELECT max((SELECT e.created_at FROM entries e "
    "WHERE e.owner_key = o.owner_key AND e.number = o.entry_count)) FROM owners o "
    "UNION ALL SELECT max(created_at) FROM owners)";

inline constexpr std::string_view newest_api_key =
    "SELECT api_key, signing_secret_sealed FROM api_keys ORDER BY created_at DESC LIMIT 1";

inline constexpr std::string_view begin_read = "BEGIN";
inline constexpr std::string_view begin_write = "BEGIN IMMEDIATE";
inline constexpr std::string_view commit = "COMMIT";
inline constexpr std::string_view roll_back = "ROLLBACK";
inline constexpr std::string_view begin_part = "SAVEPOINT part";
inline constexpr std::string_view keep_part = "RELEASE part";
inline constexpr std::string_view undo_part = "ROLLBACK TO part";

inline constexpr std::string_view ping = "SELECT count(*) FROM schema_migrations";

inline constexpr std::string_view create_schema_migrations =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, "
    "name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

inline constexpr std::string_view current_schema_version =
    "SELECT coalesce(max(version), 0) FROM schema_migrations";

inline constexpr std::string_view record_migration =
    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?1, ?2, ?3)";

#undef PAYOUTD_SCAN_ON_CHAINS
#undef PAYOUTD_NEXT_TOUCH
#undef PAYOUTD_OWNERS_OF_KIND
#undef PAYOUTD_STORED_PAYOUT
#undef PAYOUTD_PAYOUT_COLUMNS
#undef PAYOUTD_OWNER_COLUMNS

}  // namespace payoutd::store::sql
