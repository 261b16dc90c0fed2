// Sessions, the codes that open them, and users' profiles: the parts of SqliteReads and
// SqliteTransaction that keep them.
#include "base/check.h"
#include "store/sql/session_statements.h"
#include "store/sql/statements.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/transaction.h"

namespace payoutd::store::sqlite {
namespace {

Session read_session(const Statement& row) {
  return {.id = read_uuid(row, 0),
          .owner = {row.integer(1)},
          .provider = read_one_of(row, 2, &access::provider_from_number),
          .created_at = read_time(row, 3),
          .last_seen_at = read_time(row, row.is_null(4) ? 3 : 4),
          .expires_at = read_time(row, 5),
          .revoked_at = row.time(6),
          .user_agent = std::string(row.text(7)),
          .remote_address = std::string(row.text(8))};
}

}  // namespace

std::optional<Owner> SqliteReads::find_user_by_email(std::string_view email) {
  Statement query = connection_.prepare(sql::find_user);
  query.bind_text(1, email);
  if (!query.step()) return std::nullopt;
  return read_owner(query);
}

std::optional<UserProfile> SqliteReads::find_user_profile(payouts::OwnerKey user) {
  Statement query = connection_.prepare(sql::user_profile);
  query.bind(1, user.value);
  if (!query.step()) return std::nullopt;
  UserProfile profile{{read_uuid(query, 0)},
                      std::string(query.text(1)),
                      {},
                      read_time(query, 2),
                      read_time(query, query.is_null(4) ? 2 : 4)};
  if (!query.is_null(3)) profile.display_name = query.text(3);
  return profile;
}

std::optional<Session> SqliteReads::find_session(const base::Uuid& id) {
  Statement query = connection_.prepare(sql::session_by_id);
  query.bind_blob(1, id.bytes);
  if (!query.step()) return std::nullopt;
  return read_session(query);
}

std::vector<Session> SqliteReads::list_sessions(payouts::OwnerKey user, base::Timestamp now) {
  Statement query = connection_.prepare(sql::sessions_of_owner);
  query.bind(1, user.value);
  query.bind_time(2, now);
  std::vector<Session> sessions;
  while (query.step()) sessions.push_back(read_session(query));
  return sessions;
}

std::optional<LoginCode> SqliteReads::find_login_code(const base::Uuid& request_id) {
  Statement query = connection_.prepare(sql::find_login_code);
  query.bind_blob(1, request_id.bytes);
  if (!query.step()) return std::nullopt;
  return LoginCode{.request_id = read_uuid(query, 0),
                   .email = std::string(query.text(1)),
                   .code_hash = read_sha256(query, 2),
                   .attempts = query.integer(3),
                   .created_at = read_time(query, 4),
                   .expires_at = read_time(query, 5),
                   .used_at = query.time(6)};
}

std::vector<base::Timestamp> SqliteReads::login_codes_since(std::string_view email,
                                                            base::Timestamp since) {
  Statement query = connection_.prepare(sql::login_codes_since);
  query.bind_text(1, email);
  query.bind_time(2, since);
  std::vector<base::Timestamp> times;
  while (query.step()) times.push_back(read_time(query, 0));
  return times;
}

base::Status SqliteTransaction::add_session(const NewSessionRow& session, base::Timestamp now) {
  Statement insert = writer_.prepare(sql::add_session);
  insert.bind_blob(1, session.token_hash);
  insert.bind(2, session.owner.value);
  insert.bind_time(3, now);
  insert.bind_time(4, session.expires_at);
  insert.bind_blob(5, session.id.bytes);
  insert.bind(6, static_cast<int64_t>(session.provider));
  insert.bind_text_or_null(7, session.user_agent);
  insert.bind_text_or_null(8, session.remote_address);
  insert.run();
  return {};
}

void SqliteTransaction::extend_session(const base::Uuid& id, base::Timestamp expires_at,
                                       base::Timestamp seen_at) {
  Statement update = writer_.prepare(sql::extend_session);
  update.bind_blob(1, id.bytes);
  update.bind_time(2, expires_at);
  update.bind_time(3, seen_at);
  update.run();
}

bool SqliteTransaction::revoke_session(payouts::OwnerKey user, const base::Uuid& id,
                                       base::Timestamp now) {
  Statement revoke = writer_.prepare(sql::revoke_session);
  revoke.bind_blob(1, id.bytes);
  revoke.bind(2, user.value);
  revoke.bind_time(3, now);
  revoke.run();
  return writer_.changed_rows() == 1;
}

void SqliteTransaction::delete_expired_sessions(payouts::OwnerKey user, base::Timestamp now,
                                                uint32_t limit) {
  Statement erase = writer_.prepare(sql::delete_expired_sessions);
  erase.bind(1, user.value);
  erase.bind_time(2, now);
  erase.bind(3, limit);
  erase.run();
}

void SqliteTransaction::add_login_code(const LoginCode& code) {
  Statement insert = writer_.prepare(sql::add_login_code);
  insert.bind_blob(1, code.request_id.bytes);
  insert.bind_text(2, code.email);
  insert.bind_blob(3, code.code_hash);
  insert.bind(4, code.attempts);
  insert.bind_time(5, code.created_at);
  insert.bind_time(6, code.expires_at);
  insert.bind_time(7, code.used_at);
  insert.run();
}

void SqliteTransaction::update_login_code(const LoginCode& code) {
  Statement update = writer_.prepare(sql::update_login_code);
  update.bind_blob(1, code.request_id.bytes);
  update.bind(2, code.attempts);
  update.bind_time(3, code.used_at);
  update.run();
  base::check(writer_.changed_rows() == 1, "a login code that is updated exists");
}

void SqliteTransaction::delete_login_codes(base::Timestamp before, uint32_t limit) {
  Statement erase = writer_.prepare(sql::delete_login_codes);
  erase.bind_time(1, before);
  erase.bind(2, limit);
  erase.run();
}

void SqliteTransaction::set_display_name(payouts::OwnerKey user,
                                         const std::optional<std::string>& name,
                                         base::Timestamp now) {
  Statement put = writer_.prepare(sql::set_display_name);
  put.bind(1, user.value);
  if (name) {
    put.bind_text(2, *name);
  } else {
    put.bind_null(2);
  }
  put.bind_time(3, now);
  put.run();
}

}  // namespace payoutd::store::sqlite
