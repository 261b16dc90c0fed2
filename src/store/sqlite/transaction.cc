#include "store/sqlite/transaction.h"

#include "base/check.h"
#include "store/sql/statements.h"
#include "store/sqlite/rows.h"

namespace payoutd::store::sqlite {

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
  insert.bind_blob(4, {reinterpret_cast<const unsigned char*>(key.sealed_signing_secret.data()),
                       key.sealed_signing_secret.size()});
  insert.bind_time(5, now);
  insert.bind(6, key.signature_required ? 1 : 0);
  insert.bind_text(7, key.allowed_networks);
  insert.run();
  return {};
}

base::Status SqliteTransaction::add_session(const NewSessionRow& session, base::Timestamp now) {
  Statement insert = writer_.prepare(sql::add_session);
  insert.bind_blob(1, session.token_hash);
  insert.bind(2, session.owner.value);
  insert.bind_time(3, now);
  insert.bind_time(4, session.expires_at);
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

base::Result<Owner> SqliteTransaction::begin_changes(payouts::OwnerKey owner) {
  base::check(changing_.insert(owner).second, "an owner's changes begin once in a transaction");
  Statement update = writer_.prepare(sql::begin_changes);
  update.bind(1, owner.value);
  if (!update.step()) return base::refused("owner_not_found", "there is no such owner");
  return read_owner(update);
}

base::Status SqliteTransaction::insert_payout(payouts::OwnerKey owner,
                                              const payouts::PayoutView& payout) {
  base::check(changing_.contains(owner), "an owner's changes begin before payouts are inserted");
  Statement insert = writer_.prepare(sql::insert_payout);
  bind_payout(insert, owner, payout);
  try {
    insert.run();
  } catch (const Failure& failure) {
    if (failure.code() != SQLITE_CONSTRAINT_UNIQUE) throw;
    return base::refused_field("reference_id", "duplicate_reference",
                               "a payout with this reference_id exists");
  }
  return {};
}

base::Status SqliteTransaction::set_payout_count(payouts::OwnerKey owner,
                                                 payouts::PayoutNumber count) {
  Statement update = writer_.prepare(sql::set_payout_count);
  update.bind(1, owner.value);
  update.bind(2, count);
  update.run();
  return {};
}

}  // namespace payoutd::store::sqlite
