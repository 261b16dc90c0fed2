// store/sql/session_statements.h: sessions, the codes that open them, and users' profiles.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

#define PAYOUTD_SESSION_COLUMNS                                                             \
  "id, owner_key, provider, created_at, last_seen_at, expires_at, revoked_at, user_agent, " \
  "remote_address"

inline constexpr std::string_view session_by_id =
    "SELECT " PAYOUTD_SESSION_COLUMNS " FROM sessions WHERE id = ?1";

inline constexpr std::string_view sessions_of_owner =
    "SELECT " PAYOUTD_SESSION_COLUMNS
    " FROM sessions WHERE owner_key = ?1 AND revoked_at IS NULL AND expires_at > ?2 "
    "ORDER BY created_at DESC, id DESC";

inline constexpr std::string_view extend_session =
    "UPDATE sessions SET expires_at = max(expires_at, ?2), "
    "last_seen_at = max(coalesce(last_seen_at, 0), ?3) WHERE id = ?1 AND revoked_at IS NULL";

inline constexpr std::string_view revoke_session =
    "UPDATE sessions SET revoked_at = ?3 "
    "WHERE id = ?1 AND owner_key = ?2 AND revoked_at IS NULL AND expires_at > ?3";

inline constexpr std::string_view delete_expired_sessions =
    "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions "
    "WHERE owner_key = ?1 AND expires_at <= ?2 LIMIT ?3)";

inline constexpr std::string_view add_login_code =
    "INSERT INTO login_codes (request_id, email, code_hash, attempts, created_at, expires_at, "
    "used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

inline constexpr std::string_view find_login_code =
    "SELECT request_id, email, code_hash, attempts, created_at, expires_at, used_at "
    "FROM login_codes WHERE request_id = ?1";

inline constexpr std::string_view login_codes_since =
    "SELECT created_at FROM login_codes WHERE email = ?1 AND created_at > ?2 ORDER BY created_at";

inline constexpr std::string_view update_login_code =
    "UPDATE login_codes SET attempts = ?2, used_at = ?3 WHERE request_id = ?1";

inline constexpr std::string_view delete_login_codes =
    "DELETE FROM login_codes WHERE request_id IN (SELECT request_id FROM login_codes "
    "INDEXED BY login_codes_by_age WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)";

inline constexpr std::string_view user_profile =
    "SELECT o.id, o.name, o.created_at, p.display_name, p.updated_at "
    "FROM owners o LEFT JOIN profiles p ON p.owner_key = o.owner_key "
    "WHERE o.owner_key = ?1 AND o.kind = 1";

// A user without a row has the first tier.
inline constexpr std::string_view set_display_name =
    "INSERT INTO profiles (owner_key, tier, display_name, updated_at) VALUES (?1, 1, ?2, ?3) "
    "ON CONFLICT (owner_key) DO UPDATE SET display_name = ?2, updated_at = ?3";

#undef PAYOUTD_SESSION_COLUMNS

}  // namespace payoutd::store::sql
