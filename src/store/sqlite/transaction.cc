#include "store/sqlite/transaction.h"

#include "base/check.h"
#include "store/sql/life_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {

void SqliteTransaction::store_changes() {
  changes_.for_each_owner([this](const Owner& owner) {
    Statement update = writer_.prepare(sql::store_owner);
    update.bind(1, owner.key.value);
    update.bind(2, owner.version);
    update.bind(3, owner.payout_count);
    update.bind(4, owner.entry_count);
    update.bind(5, owner.event_count);
    update.bind(6, owner.wallet_count);
    update.bind(7, owner.beneficiary_count);
    update.bind(8, owner.reward_count);
    update.bind(9, owner.invitee_count);
    update.bind(10, owner.attribution_count);
    update.run();
  });
  changes_.for_each_accounts(
      [this](const OpenChanges::AccountsKey& key, const OpenChanges::Accounts& accounts) {
        store_accounts(key.first, accounts);
      });
}

base::Result<Owner> SqliteTransaction::create_owner(OwnerKind kind, access::Mode mode,
                                                    const payouts::OwnerId& id,
                                                    std::string_view name, base::Timestamp now) {
  Statement insert = writer_.prepare(sql::create_owner);
  insert.bind_blob(1, id.value.bytes);
  insert.bind(2, static_cast<int64_t>(kind));
  insert.bind(3, static_cast<int64_t>(mode));
  insert.bind_text(4, name);
  insert.bind_time(5, now);
  try {
    base::check(insert.step(), "an inserted owner is returned");
  } catch (const Failure& failure) {
    if (failure.code() != SQLITE_CONSTRAINT_UNIQUE || kind != OwnerKind::user) throw;
    return base::refused("email_taken", "a user with that e-mail address exists");
  }
  return read_owner(insert);
}

base::Status SqliteTransaction::add_api_key(const NewApiKeyRow& key, base::Timestamp now) {
  Statement insert = writer_.prepare(sql::add_api_key);
  insert.bind_text(1, key.key);
  insert.bind(2, key.owner.value);
  insert.bind_blob(3, key.secret_hash);
  insert.bind_bytes_or_null(4, key.sealed_signing_secret);
  insert.bind_time(5, now);
  insert.bind(6, key.signature_required ? 1 : 0);
  insert.bind_text(7, key.allowed_networks);
  insert.run();
  return {};
}

base::Status SqliteTransaction::revoke_api_key(std::string_view key, base::Timestamp now) {
  Statement revoke = writer_.prepare(sql::revoke_api_key);
  revoke.bind_text(1, key);
  revoke.bind_time(2, now);
  if (!revoke.step()) return base::refused("key_not_found", "there is no such API key");
  return {};
}

base::Status SqliteTransaction::revoke_credentials(payouts::OwnerKey owner, base::Timestamp now) {
  for (const std::string_view statement : {sql::revoke_api_keys, sql::revoke_sessions}) {
    Statement revoke = writer_.prepare(statement);
    revoke.bind(1, owner.value);
    revoke.bind_time(2, now);
    revoke.run();
  }
  return {};
}

base::Result<Owner*> SqliteTransaction::change_owner(payouts::OwnerKey owner) {
  if (Owner* const known = changes_.find(owner)) return known;
  Statement query = writer_.prepare(sql::owner_by_key);
  query.bind(1, owner.value);
  if (!query.step()) return base::refused("owner_not_found", "there is no such owner");
  Owner found = read_owner(query);
  ++found.version;
  return &changes_.put(found);
}

base::Status SqliteTransaction::insert_payout(payouts::OwnerKey owner,
                                              const payouts::PayoutView& payout,
                                              std::optional<EntryNumber> hold_entry,
                                              std::optional<base::Timestamp> due_at) {
  Statement insert = writer_.prepare(sql::insert_payout);
  bind_payout(insert, owner, payout);
  insert.bind_integer_or_null(32, hold_entry);
  insert.bind_time(33, due_at);
  try {
    insert.run();
  } catch (const Failure& failure) {
    const bool by_reference = std::string_view(failure.what()).ends_with("payouts.reference_id");
    if (failure.code() != SQLITE_CONSTRAINT_UNIQUE || !by_reference) throw;
    return base::refused_field("reference_id", "duplicate_reference",
                               "a payout with this reference_id exists");
  }
  return {};
}

void SqliteTransaction::update_payout(const StoredPayout& stored) {
  const payouts::Payout& payout = stored.payout;
  Statement update = writer_.prepare(sql::update_payout);
  update.bind(1, stored.owner.value);
  update.bind(2, payout.number);
  update.bind(3, payout.version);
  update.bind(4, static_cast<int64_t>(payout.status));
  update.bind_time(5, payout.updated_at);
  update.bind_time(6, payout.queued_at);
  update.bind_time(7, payout.submitted_at);
  update.bind_time(8, payout.completed_at);
  update.bind_time(9, payout.failed_at);
  update.bind_time(10, payout.cancelled_at);
  update.bind_time(11, payout.expired_at);
  update.bind_text_or_null(12, payout.failure_code);
  update.bind_text_or_null(13, payout.failure_reason);
  update.bind_text_or_null(14, payout.tx_hash);
  update.bind_time(15, stored.due_at);
  update.bind_text_or_null(16, payout.note);
  update.run();
  base::check(writer_.changed_rows() == 1, "a payout that is updated exists");
}

void SqliteTransaction::add_details(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                                    const PayoutDetails& details) {
  Statement insert = writer_.prepare(sql::add_details);
  insert.bind(1, owner.value);
  insert.bind(2, payout);
  insert.bind_text_or_null(3, details.metadata);
  insert.bind_bytes_or_null(4, details.sealed_identifiers);
  insert.bind(5, details.notify_beneficiary ? 1 : 0);
  insert.run();
}

void SqliteTransaction::add_history(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                                    int64_t position, int64_t event, const base::Uuid& event_id,
                                    const payouts::HistoryRow& row) {
  Statement insert = writer_.prepare(sql::add_history);
  insert.bind(1, owner.value);
  insert.bind(2, payout);
  insert.bind(3, position);
  insert.bind(4, event);
  insert.bind_blob(5, event_id.bytes);
  if (row.from) {
    insert.bind(6, static_cast<int64_t>(*row.from));
  } else {
    insert.bind_null(6);
  }
  insert.bind(7, static_cast<int64_t>(row.to));
  insert.bind(8, static_cast<int64_t>(row.actor.type));
  insert.bind_text_or_null(9, row.actor.id);
  insert.bind_text(10, row.message);
  insert.bind_time(11, row.at);
  insert.run();
  recorded_.moves.push_back({row.to, row.actor.type});
}

int64_t SqliteTransaction::count_history(payouts::OwnerKey owner, payouts::PayoutNumber payout) {
  Statement query = writer_.prepare(sql::count_history);
  query.bind(1, owner.value);
  query.bind(2, payout);
  return query.step() ? query.integer(0) : 0;
}

void SqliteTransaction::put_attempt(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                                    const payouts::Attempt& attempt) {
  Statement put = writer_.prepare(sql::put_attempt);
  put.bind(1, owner.value);
  put.bind(2, payout);
  put.bind(3, attempt.number);
  put.bind_blob(4, attempt.key.value.bytes);
  put.bind_text(5, attempt.rail);
  put.bind(6, static_cast<int64_t>(attempt.state));
  put.bind(7, attempt.submissions);
  put.bind(8, attempt.not_received);
  put.bind(9, attempt.asks);
  put.bind_time(10, attempt.created_at);
  put.bind_time(11, attempt.updated_at);
  put.run();
  recorded_.attempts.push_back({attempt.rail, attempt.state});
}

}  // namespace payoutd::store::sqlite
