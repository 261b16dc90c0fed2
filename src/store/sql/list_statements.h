// store/sql/list_statements.h: lists of one owner's payouts, put together from these fragments and
// nothing else: a statement's beginning, a filter for each thing that is asked for, an order.
// Parameters are the same in all: what is not asked for is not there.
#pragma once

#include <string_view>

namespace payoutd::store::sql {

#define PAYOUTD_PAYOUTS_OF_OWNER " FROM payouts WHERE owner_key = ?1"
inline constexpr std::string_view list_numbers = "SELECT number" PAYOUTD_PAYOUTS_OF_OWNER;
inline constexpr std::string_view count_list = "SELECT count(*)" PAYOUTD_PAYOUTS_OF_OWNER;
// Gives each payout's status and money to an aggregate function of the driver's, with ?9: sums are
// of 128 bits, which SQL has not.
inline constexpr std::string_view summarize_list =
    "SELECT payoutd_add_up(status, currency, amount_micro, fees_micro, "
    "?9)" PAYOUTD_PAYOUTS_OF_OWNER;
#undef PAYOUTD_PAYOUTS_OF_OWNER

// ?2: a bit for each status.
inline constexpr std::string_view of_statuses = " AND (?2 >> status) & 1";
// ?3: codes, as a JSON array.
inline constexpr std::string_view of_currencies =
    " AND currency IN (SELECT value FROM json_each(?3))";
// ?4: folded. A function of the driver's: SQL folds the case of ASCII at most.
inline constexpr std::string_view of_search =
    " AND payoutd_has(?4, reference_id, beneficiary_email)";
inline constexpr std::string_view of_created_from = " AND created_at >= ?5";
inline constexpr std::string_view of_created_to = " AND created_at < ?6";
inline constexpr std::string_view of_reference = " AND reference_id = ?7";
inline constexpr std::string_view of_beneficiary = " AND beneficiary_id = ?8";
inline constexpr std::string_view of_nothing = " AND 0";

// ORDER BY, a key, perhaps DESC, NULLS LAST, then what breaks ties, with a comma before each.
inline constexpr std::string_view order_by = " ORDER BY ";
inline constexpr std::string_view and_by = ", ";
inline constexpr std::string_view descending = " DESC";
inline constexpr std::string_view unset_last = " NULLS LAST";
inline constexpr std::string_view key_created_at = "created_at";
inline constexpr std::string_view key_queued_at = "queued_at";
inline constexpr std::string_view key_submitted_at = "submitted_at";
inline constexpr std::string_view key_completed_at = "completed_at";
inline constexpr std::string_view key_failed_at = "failed_at";
inline constexpr std::string_view key_cancelled_at = "cancelled_at";
inline constexpr std::string_view key_updated_at = "updated_at";
inline constexpr std::string_view key_amount = "amount_micro";
inline constexpr std::string_view key_fees = "fees_micro";
inline constexpr std::string_view key_total_amount = "amount_micro + fees_micro";
inline constexpr std::string_view key_currency = "currency";
inline constexpr std::string_view key_status = "status";
inline constexpr std::string_view key_reference_id = "reference_id";
inline constexpr std::string_view key_beneficiary_email = "beneficiary_email";
inline constexpr std::string_view key_number = "number";
inline constexpr std::string_view key_id = "id";

// The first ones alone.
inline constexpr std::string_view first_rows = " LIMIT ?9";

}  // namespace payoutd::store::sql
