// What is asked often is answered by an index, whatever the table holds.

#include <string>

#include "store/sql/life_statements.h"
#include "store/sql/money_statements.h"
#include "store/sql/operator_statements.h"
#include "store/sql/referral_statements.h"
#include "store/sql/session_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/scratch_sqlite.h"

namespace payoutd::store::sqlite {
namespace {

struct Case {
  const char* name;
  std::string_view statement;
  const char* plan;  // all of its steps, one a line
};

// SEARCH: by key. What is in parentheses is the part of the key that is given.
const Case cases[] = {
    {"find_api_key", sql::find_api_key,
     "SEARCH k USING PRIMARY KEY (api_key=?)\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"find_session", sql::find_session,
     "SEARCH s USING PRIMARY KEY (token_hash=?)\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"find_user", sql::find_user, "SEARCH owners USING INDEX users_by_email (name=?)\n"},
    {"user_profile", sql::user_profile,
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?)\n"
     "SEARCH p USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"session_by_id", sql::session_by_id, "SEARCH sessions USING INDEX sessions_by_id (id=?)\n"},
    {"extend_session", sql::extend_session, "SEARCH sessions USING INDEX sessions_by_id (id=?)\n"},
    {"revoke_session", sql::revoke_session, "SEARCH sessions USING INDEX sessions_by_id (id=?)\n"},
    {"find_login_code", sql::find_login_code,
     "SEARCH login_codes USING PRIMARY KEY (request_id=?)\n"},
    {"update_login_code", sql::update_login_code,
     "SEARCH login_codes USING PRIMARY KEY (request_id=?)\n"},
    {"login_codes_since", sql::login_codes_since,
     "SEARCH login_codes USING COVERING INDEX login_codes_by_email (email=? AND created_at>?)\n"},
    {"delete_login_codes", sql::delete_login_codes,
     "SEARCH login_codes USING PRIMARY KEY (request_id=?)\n"
     "LIST SUBQUERY 1\n"
     "SEARCH login_codes USING COVERING INDEX login_codes_by_age (created_at<?)\n"},
    {"owner_by_key", sql::owner_by_key, "SEARCH owners USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"find_idempotency", sql::find_idempotency,
     "SEARCH idempotency_keys USING PRIMARY KEY (owner_key=? AND idempotency_key=?)\n"},
    {"scan_numbers", sql::scan_numbers,
     "SEARCH payouts USING PRIMARY KEY (owner_key=? AND number>? AND number<?)\n"},
    {"payout_of_owner_by_id", sql::payout_of_owner_by_id,
     "SEARCH payouts USING INDEX payouts_by_id (id=? AND owner_key=?)\n"},
    {"payout_by_id", sql::payout_by_id, "SEARCH payouts USING INDEX payouts_by_id (id=?)\n"},
    {"payout_by_number", sql::payout_by_number,
     "SEARCH payouts USING PRIMARY KEY (owner_key=? AND number=?)\n"},
    {"payout_by_reference", sql::payout_by_reference,
     "SEARCH payouts USING INDEX payouts_by_reference (owner_key=? AND reference_id=?)\n"},
    {"due_payouts", sql::due_payouts,
     "SEARCH payouts USING COVERING INDEX payouts_due (status=? AND due_at<?)\n"},
    {"next_due", sql::next_due,
     "SEARCH payouts USING COVERING INDEX payouts_due (status=? AND due_at>?)\n"},
    {"count_open", sql::count_open,
     "CO-ROUTINE (subquery-1)\n"
     "SEARCH payouts USING COVERING INDEX payouts_due (status=? AND due_at>?)\n"
     "SCAN (subquery-1)\n"},
    {"last_recorded_at", sql::last_recorded_at,
     "CO-ROUTINE (subquery-5)\n"
     "COMPOUND QUERY\n"
     "LEFT-MOST SUBQUERY\n"
     "SEARCH o\n"
     "CORRELATED SCALAR SUBQUERY 1\n"
     "SEARCH h USING INDEX history_by_event (owner_key=? AND event_number=?)\n"
     "UNION ALL\n"
     "SEARCH o\n"
     "CORRELATED SCALAR SUBQUERY 3\n"
     "SEARCH e USING PRIMARY KEY (owner_key=? AND number=?)\n"
     "UNION ALL\n"
     "SEARCH owners\n"
     "SEARCH (subquery-5)\n"},
    {"update_payout", sql::update_payout,
     "SEARCH payouts USING PRIMARY KEY (owner_key=? AND number=?)\n"},
    {"accounts_of_currency", sql::accounts_of_currency,
     "SEARCH accounts USING PRIMARY KEY (owner_key=? AND currency=?)\n"},
    {"accounts_of_owner", sql::accounts_of_owner,
     "SEARCH accounts USING PRIMARY KEY (owner_key=?)\n"},
    {"entry_by_number", sql::entry_by_number,
     "SEARCH entries USING PRIMARY KEY (owner_key=? AND number=?)\n"},
    {"entry_by_resolved", sql::entry_by_resolved,
     "SEARCH entries USING INDEX entries_by_resolved (owner_key=? AND resolves=?)\n"},
    {"postings_of_entry", sql::postings_of_entry,
     "SEARCH postings USING PRIMARY KEY (owner_key=? AND entry_number=?)\n"},
    {"history_of_payout", sql::history_of_payout,
     "SEARCH history USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"},
    {"count_history", sql::count_history,
     "SEARCH history USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"},
    {"find_details", sql::find_details,
     "SEARCH payout_details USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"},
    {"attempts_of_payout", sql::attempts_of_payout,
     "SEARCH attempts USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"},
    {"find_fee_schedule", sql::find_fee_schedule,
     "SEARCH fee_schedules USING PRIMARY KEY (owner_key=? AND currency=?)\n"},
    {"find_beneficiary", sql::find_beneficiary,
     "SEARCH beneficiaries USING INDEX beneficiaries_by_id (owner_key=? AND id=?)\n"},
    {"totals_of_beneficiary", sql::totals_of_beneficiary,
     "SEARCH beneficiary_totals USING PRIMARY KEY (owner_key=? AND beneficiary_id=?)\n"},
    // A page of transactions reads the owner's entries from its end, one alone by its number, and
    // what counts all of them leaves the payouts alone.
    {"count_transactions_of_any_status", sql::count_transactions_of_any_status,
     "SEARCH e USING PRIMARY KEY (owner_key=? AND number>? AND number<?)\n"},
    {"transactions_by_number_descending", sql::transactions_by_number_descending,
     "SEARCH e USING PRIMARY KEY (owner_key=? AND number>? AND number<?)\n"
     "SEARCH p USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"},
    {"operator_by_token", sql::operator_by_token,
     "SEARCH operators USING INDEX sqlite_autoindex_operators_2 (token_hash=?)\n"},
    {"approvals_of_payout", sql::approvals_of_payout,
     "SEARCH a USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"
     "CORRELATED SCALAR SUBQUERY 1\n"
     "SEARCH o USING PRIMARY KEY (name=?)\n"},
    {"find_operator_request", sql::find_operator_request,
     "SEARCH operator_requests USING PRIMARY KEY (operator=? AND idempotency_key=?)\n"},
    {"audit_head", sql::audit_head, "SEARCH audit_head USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"set_audit_head", sql::set_audit_head,
     "SEARCH audit_head USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"list_audit", sql::list_audit, "SEARCH audit_log USING INTEGER PRIMARY KEY (rowid<?)\n"},
    {"scan_payouts_of_owner", sql::scan_payouts_of_owner,
     "SEARCH payouts USING PRIMARY KEY (owner_key=?)\n"},
    {"last_touch", sql::last_touch, "SEARCH owners USING COVERING INDEX owners_by_touch\n"},
    {"touched_owners", sql::touched_owners,
     "SEARCH owners USING INDEX owners_by_touch (touched>?)\n"},
    {"store_owner", sql::store_owner,
     "SEARCH owners USING INTEGER PRIMARY KEY (rowid=?)\n"
     "SCALAR SUBQUERY 1\n"
     "SEARCH owners USING COVERING INDEX owners_by_touch\n"},
    {"scan_payouts_to_address", sql::scan_payouts_to_address,
     "SEARCH payouts USING INDEX payouts_by_address (address=?)\n"},
    // Of those on chains alone.
    {"scan_payouts_on_network", sql::scan_payouts_on_network,
     "SEARCH payouts USING INDEX payouts_by_address (address>?)\n"},
    {"user_by_id", sql::user_by_id, "SEARCH owners USING INDEX sqlite_autoindex_owners_1 (id=?)\n"},
    {"find_profile", sql::find_profile, "SEARCH profiles USING INTEGER PRIMARY KEY (rowid=?)\n"},
    {"find_code", sql::find_code, "SEARCH referral_codes USING PRIMARY KEY (code=?)\n"},
    {"code_of_owner", sql::code_of_owner,
     "SEARCH referral_codes USING INDEX referral_codes_by_owner (owner_key=? AND kind=?)\n"},
    {"find_invitee", sql::find_invitee,
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?)\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?)\n"
     "SEARCH p USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"list_invitees", sql::list_invitees,
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number<?)\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?)\n"
     "SEARCH p USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"count_paid_invitees", sql::count_paid_invitees,
     "SEARCH invitees USING INDEX invitees_who_paid (owner_key=?)\n"},
    {"reward_by_id", sql::reward_by_id,
     "SEARCH r USING INDEX rewards_by_id (id=?)\n"
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"reward_by_number", sql::reward_by_number,
     "SEARCH r USING PRIMARY KEY (owner_key=? AND number=?)\n"
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"list_rewards", sql::list_rewards,
     "SEARCH r USING PRIMARY KEY (owner_key=? AND number<?)\n"
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"list_rewards_of_status", sql::list_rewards_of_status,
     "SEARCH r USING INDEX rewards_by_status (owner_key=? AND status=?)\n"
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"list_rewards_of_statuses", sql::list_rewards_of_statuses,
     "SEARCH r USING PRIMARY KEY (owner_key=?)\n"
     "SEARCH i USING PRIMARY KEY (owner_key=? AND number=?) LEFT-JOIN\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"last_reward", sql::last_reward, "SEARCH rewards USING PRIMARY KEY (owner_key=?)\n"},
    {"last_invitee", sql::last_invitee, "SEARCH invitees USING PRIMARY KEY (owner_key=?)\n"},
    {"free_rewards", sql::free_rewards,
     "SEARCH r USING INDEX rewards_free (owner_key=? AND number>?)\n"},
    {"uses_of_payout", sql::uses_of_payout,
     "SEARCH reward_uses USING PRIMARY KEY (owner_key=? AND payout_number=?)\n"},
    {"locked_rewards", sql::locked_rewards,
     "SEARCH rewards USING INDEX rewards_locked (unlocks_at<?)\n"},
    // The first of an index of those that are pending.
    {"next_unlock", sql::next_unlock, "SCAN rewards USING INDEX rewards_locked\n"},
    {"update_reward", sql::update_reward,
     "SEARCH rewards USING PRIMARY KEY (owner_key=? AND number=?)\n"},
    {"find_payment", sql::find_payment, "SEARCH payments USING PRIMARY KEY (payment_id=?)\n"},
    {"find_spending", sql::find_spending,
     "SEARCH spendings USING PRIMARY KEY (owner_key=? AND invoice_id=?)\n"},
    {"list_attributions", sql::list_attributions,
     "SEARCH a USING PRIMARY KEY (owner_key=?)\n"
     "SEARCH o USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
    {"rewards_of_owner", sql::rewards_of_owner,
     "SEARCH r USING PRIMARY KEY (owner_key=?)\n"
     "SEARCH p USING PRIMARY KEY (payment_id=?) LEFT-JOIN\n"},
    {"invitees_of_owner", sql::invitees_of_owner,
     "SEARCH i USING PRIMARY KEY (owner_key=?)\n"
     "SEARCH p USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN\n"},
};

TEST(QueryPlan, hot_statements_search_by_key_and_sort_nothing) {
  const base::ScratchFolder folder;
  const base::SystemClock clock;
  const std::string path = folder.file("plan.db");
  ASSERT_TRUE(open_sqlite_store(path, Missing::create, clock));
  for (const Case& each : cases) {
    Connection connection(path, OpenMode::read_write);  // keeps what it prepared by its address
    prepare_reader(connection);
    const std::string explain = "EXPLAIN QUERY PLAN " + std::string(each.statement);
    Statement steps = connection.prepare(explain);
    std::string plan;
    while (steps.step()) plan += std::string(steps.text(3)) + "\n";
    EXPECT_EQ(plan, each.plan) << each.name;
  }
}

}  // namespace
}  // namespace payoutd::store::sqlite
