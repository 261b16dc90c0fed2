// store/sql/money_statements.h: accounts, entries, fees, keys, beneficiaries.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

#define PAYOUTD_ACCOUNT_COLUMNS                                                                 \
  "currency, kind, wallet_id, debits_pending, debits_posted, credits_pending, credits_posted, " \
  "created_at, updated_at"

inline constexpr std::string_view accounts_of_owner =
    "SELECT " PAYOUTD_ACCOUNT_COLUMNS " FROM accounts WHERE owner_key = ?1 ORDER BY currency, kind";

inline constexpr std::string_view accounts_of_currency =
    "SELECT " PAYOUTD_ACCOUNT_COLUMNS
    " FROM accounts WHERE owner_key = ?1 AND currency = ?2 ORDER BY kind";

inline constexpr std::string_view put_account =
    "INSERT INTO accounts (owner_key, " PAYOUTD_ACCOUNT_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
    "ON CONFLICT (owner_key, currency, kind) DO UPDATE SET wallet_id = ?4, debits_pending = ?5, "
    "debits_posted = ?6, credits_pending = ?7, credits_posted = ?8, created_at = ?9, "
    "updated_at = ?10";

#define PAYOUTD_ENTRY_COLUMNS                                                               \
  "number, purpose, currency, amount_micro, payout_number, resolves, created_at, remarks, " \
  "reward_number"

inline constexpr std::string_view add_entry =
    "INSERT INTO entries (owner_key, " PAYOUTD_ENTRY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

inline constexpr std::string_view add_posting =
    "INSERT INTO postings (owner_key, entry_number, position, account, side, currency, "
    "amount_micro) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

inline constexpr std::string_view entry_by_number =
    "SELECT " PAYOUTD_ENTRY_COLUMNS " FROM entries WHERE owner_key = ?1 AND number = ?2";

inline constexpr std::string_view entry_by_resolved =
    "SELECT " PAYOUTD_ENTRY_COLUMNS
    " FROM entries INDEXED BY entries_by_resolved WHERE owner_key = ?1 AND resolves = ?2";

inline constexpr std::string_view entries_of_owner =
    "SELECT " PAYOUTD_ENTRY_COLUMNS " FROM entries WHERE owner_key = ?1 ORDER BY number";

inline constexpr std::string_view ties_of_owner =
    "SELECT number, hold_entry, due_at FROM payouts WHERE owner_key = ?1 ORDER BY number";

inline constexpr std::string_view postings_of_entry =
    "SELECT account, side, currency, amount_micro FROM postings "
    "WHERE owner_key = ?1 AND entry_number = ?2 ORDER BY position";

// Over all owners.
inline constexpr std::string_view postings_without_entry =
    "SELECT count(*) FROM postings p WHERE NOT EXISTS (SELECT 1 FROM entries e "
    "WHERE e.owner_key = p.owner_key AND e.number = p.entry_number)";

// ?2 purpose, ?3 the currency, ?4 the number, each null for any. The number is a range, so that one
// alone is found by key.
#define PAYOUTD_ENTRIES_OF_WALLETS                                                              \
  " WHERE e.owner_key = ?1 AND e.number >= coalesce(?4, 1) AND e.number <= coalesce(?4, "       \
  "9223372036854775807) AND e.purpose IN (0, 1) AND (?2 IS NULL OR e.purpose = ?2) AND (?3 IS " \
  "NULL OR e.currency = ?3)"

// ?5 and ?6: the payout's status is within, both null for any. A funding counts as completed.
#define PAYOUTD_TRANSACTIONS                                                         \
  " FROM entries e LEFT JOIN payouts p ON p.owner_key = e.owner_key AND p.number = " \
  "e.payout_number" PAYOUTD_ENTRIES_OF_WALLETS                                       \
  " AND (?5 IS NULL OR coalesce(p.status, 5) BETWEEN ?5 AND ?6)"

inline constexpr std::string_view count_transactions = "SELECT count(*)" PAYOUTD_TRANSACTIONS;

// Whatever the status, without looking at payouts; ?5 and ?6 are null.
inline constexpr std::string_view count_transactions_of_any_status =
    "SELECT count(*) FROM entries e" PAYOUTD_ENTRIES_OF_WALLETS " AND ?6 IS NULL";

#define PAYOUTD_TRANSACTION_PAGE                                                        \
  "SELECT e.number, e.purpose, e.currency, e.amount_micro, p.id, p.status, e.remarks, " \
  "e.created_at" PAYOUTD_TRANSACTIONS

inline constexpr std::string_view transactions_by_number =
    PAYOUTD_TRANSACTION_PAGE " ORDER BY e.number LIMIT ?7 OFFSET ?8";
inline constexpr std::string_view transactions_by_number_descending =
    PAYOUTD_TRANSACTION_PAGE " ORDER BY e.number DESC LIMIT ?7 OFFSET ?8";
inline constexpr std::string_view transactions_by_amount =
    PAYOUTD_TRANSACTION_PAGE " ORDER BY e.amount_micro, e.number LIMIT ?7 OFFSET ?8";
inline constexpr std::string_view transactions_by_amount_descending =
    PAYOUTD_TRANSACTION_PAGE " ORDER BY e.amount_micro DESC, e.number DESC LIMIT ?7 OFFSET ?8";

inline constexpr std::string_view find_fee_schedule =
    "SELECT fixed_micro, bps FROM fee_schedules WHERE owner_key = ?1 AND currency = ?2";

inline constexpr std::string_view set_fee_schedule =
    "INSERT INTO fee_schedules (owner_key, currency, fixed_micro, bps, updated_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (owner_key, currency) "
    "DO UPDATE SET fixed_micro = ?3, bps = ?4, updated_at = ?5";

#define PAYOUTD_KEY_COLUMNS "idempotency_key, meaning, payout_number, answer, created_at"

inline constexpr std::string_view add_idempotency =
    "INSERT INTO idempotency_keys (owner_key, " PAYOUTD_KEY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

inline constexpr std::string_view find_idempotency =
    "SELECT " PAYOUTD_KEY_COLUMNS
    " FROM idempotency_keys WHERE owner_key = ?1 AND idempotency_key = ?2";

inline constexpr std::string_view idempotency_of_owner =
    "SELECT " PAYOUTD_KEY_COLUMNS " FROM idempotency_keys WHERE owner_key = ?1";

#define PAYOUTD_BENEFICIARY_COLUMNS                                                          \
  "number, id, email, first_name, last_name, country, phone, identifiers_sealed, metadata, " \
  "created_at"

inline constexpr std::string_view add_beneficiary =
    "INSERT INTO beneficiaries (owner_key, " PAYOUTD_BENEFICIARY_COLUMNS
    ", search_text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

inline constexpr std::string_view delete_beneficiary =
    "UPDATE beneficiaries SET deleted_at = ?3 "
    "WHERE owner_key = ?1 AND id = ?2 AND deleted_at IS NULL";

inline constexpr std::string_view find_beneficiary =
    "SELECT " PAYOUTD_BENEFICIARY_COLUMNS
    " FROM beneficiaries WHERE owner_key = ?1 AND id = ?2 AND deleted_at IS NULL";

#define PAYOUTD_BENEFICIARIES \
  " FROM beneficiaries WHERE owner_key = ?1 AND deleted_at IS NULL AND instr(search_text, ?2) > 0"

inline constexpr std::string_view count_beneficiaries = "SELECT count(*)" PAYOUTD_BENEFICIARIES;

// By field and direction; ties by number in the same direction.
inline constexpr std::string_view list_beneficiaries[4][2] = {
    {"SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY number LIMIT ?3 OFFSET ?4",
     "SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY number DESC LIMIT ?3 OFFSET ?4"},
    {"SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY email, number LIMIT ?3 OFFSET ?4",
     "SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY email DESC, number DESC LIMIT ?3 OFFSET ?4"},
    {"SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY first_name, number LIMIT ?3 OFFSET ?4",
     "SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY first_name DESC, number DESC LIMIT ?3 OFFSET ?4"},
    {"SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY last_name, number LIMIT ?3 OFFSET ?4",
     "SELECT " PAYOUTD_BENEFICIARY_COLUMNS PAYOUTD_BENEFICIARIES
     " ORDER BY last_name DESC, number DESC LIMIT ?3 OFFSET ?4"},
};

#define PAYOUTD_TOTAL_COLUMNS "beneficiary_id, currency, payouts, amount_micro, last_payout_at"

inline constexpr std::string_view totals_of_beneficiary =
    "SELECT " PAYOUTD_TOTAL_COLUMNS
    " FROM beneficiary_totals WHERE owner_key = ?1 AND beneficiary_id = ?2 ORDER BY currency";

inline constexpr std::string_view totals_of_owner =
    "SELECT " PAYOUTD_TOTAL_COLUMNS " FROM beneficiary_totals WHERE owner_key = ?1";

inline constexpr std::string_view put_total =
    "INSERT INTO beneficiary_totals (owner_key, " PAYOUTD_TOTAL_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (owner_key, beneficiary_id, currency) "
    "DO UPDATE SET payouts = ?4, amount_micro = ?5, last_payout_at = ?6";

#undef PAYOUTD_ACCOUNT_COLUMNS
#undef PAYOUTD_ENTRY_COLUMNS
#undef PAYOUTD_ENTRIES_OF_WALLETS
#undef PAYOUTD_TRANSACTIONS
#undef PAYOUTD_TRANSACTION_PAGE
#undef PAYOUTD_KEY_COLUMNS
#undef PAYOUTD_BENEFICIARY_COLUMNS
#undef PAYOUTD_BENEFICIARIES
#undef PAYOUTD_TOTAL_COLUMNS

}  // namespace payoutd::store::sql
