// store/sql/referral_statements.h: profiles, codes, invitees, rewards and what was paid of them.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

inline constexpr std::string_view user_by_id =
    "SELECT owner_key, id, name FROM owners WHERE id = ?1 AND kind = 1";

inline constexpr std::string_view user_by_key =
    "SELECT owner_key, id, name FROM owners WHERE owner_key = ?1 AND kind = 1";

inline constexpr std::string_view find_profile =
    "SELECT tier, display_name, updated_at, inviter_key, invitee_number FROM profiles "
    "WHERE owner_key = ?1";

inline constexpr std::string_view put_profile =
    "INSERT INTO profiles (owner_key, tier, display_name, updated_at, inviter_key, invitee_number) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (owner_key) DO UPDATE SET tier = ?2, "
    "display_name = ?3, updated_at = ?4, inviter_key = ?5, invitee_number = ?6";

#define PAYOUTD_CODE_COLUMNS "code, owner_key, id, created_at, disabled_at"

inline constexpr std::string_view find_code =
    "SELECT " PAYOUTD_CODE_COLUMNS " FROM referral_codes WHERE code = ?1";

inline constexpr std::string_view code_of_owner =
    "SELECT " PAYOUTD_CODE_COLUMNS
    " FROM referral_codes INDEXED BY referral_codes_by_owner "
    "WHERE owner_key = ?1 AND kind = 1 AND disabled_at IS NULL";

inline constexpr std::string_view put_code =
    "INSERT INTO referral_codes (" PAYOUTD_CODE_COLUMNS
    ", kind) VALUES (?1, ?2, ?3, ?4, ?5, 1) "
    "ON CONFLICT (code) DO UPDATE SET disabled_at = ?5 WHERE owner_key = ?2";

inline constexpr std::string_view put_invitee =
    "INSERT INTO invitees (owner_key, number, invitee_key, signed_at, total_paid_micro, payments) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (owner_key, number) DO UPDATE SET total_paid_micro = ?5, payments = ?6";

#define PAYOUTD_SHOWN_INVITEE                                                              \
  "SELECT i.number, i.invitee_key, i.signed_at, i.total_paid_micro, i.payments, o.id, "    \
  "p.display_name FROM invitees i JOIN owners o ON o.owner_key = i.invitee_key LEFT JOIN " \
  "profiles p ON p.owner_key = i.invitee_key WHERE i.owner_key = ?1 "

inline constexpr std::string_view find_invitee = PAYOUTD_SHOWN_INVITEE "AND i.number = ?2";

// Numbers have no gap: an offset is a place, whatever its depth.
inline constexpr std::string_view list_invitees =
    PAYOUTD_SHOWN_INVITEE "AND i.number <= ?2 ORDER BY i.number DESC LIMIT ?3";

inline constexpr std::string_view last_invitee =
    "SELECT number FROM invitees WHERE owner_key = ?1 ORDER BY number DESC LIMIT 1";

// With what the invitee itself knows of who invited it.
inline constexpr std::string_view invitees_of_owner =
    "SELECT i.number, i.invitee_key, i.signed_at, i.total_paid_micro, i.payments, p.inviter_key, "
    "p.invitee_number FROM invitees i LEFT JOIN profiles p ON p.owner_key = i.invitee_key "
    "WHERE i.owner_key = ?1 ORDER BY i.number";

inline constexpr std::string_view count_paid_invitees =
    "SELECT count(*) FROM invitees INDEXED BY invitees_who_paid "
    "WHERE owner_key = ?1 AND payments > 0";

#define PAYOUTD_REWARD_COLUMNS                                                                \
  "r.owner_key, r.number, r.id, r.status, r.currency, r.amount_micro, r.free_micro, "         \
  "r.reserved_micro, r.paid_micro, r.spent_micro, r.invitee_number, r.payment_id, "           \
  "r.payment_micro, r.rate_bps, r.tier, r.note, r.created_at, r.unlocks_at, r.available_at, " \
  "r.reversed_at"

// With the invitee as it is shown behind the reward's own columns.
#define PAYOUTD_SHOWN_REWARD_OF(rewards)                                                \
  "SELECT " PAYOUTD_REWARD_COLUMNS ", o.id FROM " rewards                               \
  " LEFT JOIN invitees i ON i.owner_key = r.owner_key AND i.number = r.invitee_number " \
  "LEFT JOIN owners o ON o.owner_key = i.invitee_key "
#define PAYOUTD_SHOWN_REWARD PAYOUTD_SHOWN_REWARD_OF("rewards r")

inline constexpr std::string_view reward_by_id = PAYOUTD_SHOWN_REWARD "WHERE r.id = ?1";

inline constexpr std::string_view reward_by_number =
    PAYOUTD_SHOWN_REWARD "WHERE r.owner_key = ?1 AND r.number = ?2";

// All of them: numbers have no gap, so an offset is a place.
inline constexpr std::string_view list_rewards = PAYOUTD_SHOWN_REWARD
    "WHERE r.owner_key = ?1 AND r.number <= ?2 ORDER BY r.number DESC LIMIT ?3";

// Of the statuses whose numbers ?2 has as bits.
inline constexpr std::string_view list_rewards_of_statuses = PAYOUTD_SHOWN_REWARD
    "WHERE r.owner_key = ?1 AND (?2 >> r.status) & 1 ORDER BY r.number DESC LIMIT ?3 OFFSET ?4";

// Of one status, by its index.
inline constexpr std::string_view list_rewards_of_status =
    PAYOUTD_SHOWN_REWARD_OF("rewards r INDEXED BY rewards_by_status")
    "WHERE r.owner_key = ?1 AND r.status = ?2 ORDER BY r.number DESC LIMIT ?3 OFFSET ?4";

inline constexpr std::string_view last_reward =
    "SELECT number FROM rewards WHERE owner_key = ?1 ORDER BY number DESC LIMIT 1";

inline constexpr std::string_view free_rewards =
    "SELECT " PAYOUTD_REWARD_COLUMNS
    " FROM rewards r INDEXED BY rewards_free WHERE r.owner_key = ?1 AND r.number > ?2 AND "
    "r.status = 1 AND r.free_micro > 0 AND r.currency = ?4 ORDER BY r.number LIMIT ?3";

// With the payment that it came of behind the reward's own columns.
inline constexpr std::string_view rewards_of_owner =
    "SELECT " PAYOUTD_REWARD_COLUMNS
    ", p.payment_id, p.meaning, p.owner_key, p.reward_number, p.created_at FROM rewards r "
    "LEFT JOIN payments p ON p.payment_id = r.payment_id WHERE r.owner_key = ?1 ORDER BY r.number";

// Over all owners.
inline constexpr std::string_view reward_ids_used_twice =
    "SELECT id FROM rewards INDEXED BY rewards_by_id GROUP BY id HAVING count(*) > 1";

inline constexpr std::string_view payments_without_reward =
    "SELECT p.payment_id FROM payments p WHERE p.owner_key IS NOT NULL AND NOT EXISTS (SELECT 1 "
    "FROM rewards r WHERE r.owner_key = p.owner_key AND r.number = p.reward_number AND "
    "r.payment_id = p.payment_id)";

inline constexpr std::string_view locked_rewards =
    "SELECT owner_key, number FROM rewards INDEXED BY rewards_locked "
    "WHERE status = 0 AND unlocks_at <= ?1 ORDER BY unlocks_at LIMIT ?2";

inline constexpr std::string_view next_unlock =
    "SELECT unlocks_at FROM rewards INDEXED BY rewards_locked WHERE status = 0 "
    "ORDER BY unlocks_at LIMIT 1";

inline constexpr std::string_view add_reward =
    "INSERT INTO rewards (owner_key, number, id, status, currency, amount_micro, free_micro, "
    "reserved_micro, paid_micro, spent_micro, invitee_number, payment_id, payment_micro, rate_bps, "
    "tier, note, created_at, unlocks_at, available_at, reversed_at) VALUES (?1, ?2, ?3, ?4, ?5, "
    "?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

inline constexpr std::string_view update_reward =
    "UPDATE rewards SET status = ?3, free_micro = ?4, reserved_micro = ?5, paid_micro = ?6, "
    "spent_micro = ?7, available_at = ?8, reversed_at = ?9, note = ?10 "
    "WHERE owner_key = ?1 AND number = ?2";

inline constexpr std::string_view add_reward_use =
    "INSERT INTO reward_uses (owner_key, payout_number, reward_number, amount_micro) "
    "VALUES (?1, ?2, ?3, ?4)";

inline constexpr std::string_view uses_of_payout =
    "SELECT reward_number, amount_micro FROM reward_uses "
    "WHERE owner_key = ?1 AND payout_number = ?2 ORDER BY reward_number";

inline constexpr std::string_view uses_of_owner =
    "SELECT payout_number, reward_number, amount_micro FROM reward_uses WHERE owner_key = ?1 "
    "ORDER BY payout_number, reward_number";

inline constexpr std::string_view find_payment =
    "SELECT payment_id, meaning, owner_key, reward_number, created_at FROM payments "
    "WHERE payment_id = ?1";

inline constexpr std::string_view add_payment =
    "INSERT INTO payments (payment_id, meaning, owner_key, reward_number, created_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";

inline constexpr std::string_view find_spending =
    "SELECT invoice_id, amount_micro, entry_number, created_at FROM spendings "
    "WHERE owner_key = ?1 AND invoice_id = ?2";

inline constexpr std::string_view add_spending =
    "INSERT INTO spendings (owner_key, invoice_id, amount_micro, entry_number, created_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";

inline constexpr std::string_view spendings_of_owner =
    "SELECT invoice_id, amount_micro, entry_number, created_at FROM spendings WHERE owner_key = ?1";

inline constexpr std::string_view add_attribution =
    "INSERT INTO attributions (owner_key, number, kind, invitee_key, detail, created_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

inline constexpr std::string_view list_attributions =
    "SELECT a.number, a.kind, o.id, a.detail, a.created_at FROM attributions a "
    "LEFT JOIN owners o ON o.owner_key = a.invitee_key "
    "WHERE a.owner_key = ?1 ORDER BY a.number DESC LIMIT ?2";

inline constexpr std::string_view attributions_of_owner =
    "SELECT number FROM attributions WHERE owner_key = ?1 ORDER BY number";

#undef PAYOUTD_CODE_COLUMNS
#undef PAYOUTD_SHOWN_INVITEE
#undef PAYOUTD_REWARD_COLUMNS
#undef PAYOUTD_SHOWN_REWARD
#undef PAYOUTD_SHOWN_REWARD_OF

}  // namespace payoutd::store::sql
