#include "actions/sessions.h"

#include <memory>
#include <utility>

namespace payoutd::actions {
namespace {

constexpr int64_t seen_micros = 3'600LL * 1'000'000;

// The caller as one state has them.
base::Result<Me> read_me(store::Reads& reads, const Caller& caller, store::Session& session) {
  auto profile = reads.find_user_profile(caller.owner);
  auto found = reads.find_session(caller.session);
  if (!profile || !found) {
    return base::unavailable("store_damaged", "a session that works has no user");
  }
  session = *std::move(found);
  return Me{*std::move(profile), session.provider};
}

}  // namespace

void Sessions::me(const Caller& caller, MeDone done) {
  base::Result<Me> me;
  store::Session session;
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    me = read_me(reads, caller, session);
    return {};
  });
  if (!read) return done(tl::unexpected(read.error()));
  if (!me) return done(std::move(me));

  const base::Timestamp now = clock_.now();
  const bool renew = session.expires_at.micros - now.micros < access::session_lifetime_micros / 2;
  const bool seen = now.micros - session.last_seen_at.micros >= seen_micros;
  if (!renew && !seen) return done(std::move(me));
  const base::Timestamp expires_at =
      renew ? base::Timestamp{now.micros + access::session_lifetime_micros} : session.expires_at;
  writer_.submit(
      [id = session.id, expires_at, now](store::Transaction& transaction) -> base::Status {
        transaction.extend_session(id, expires_at, now);
        return {};
      },
      [in_flight = jobs_.enter(), answer = *std::move(me), renew,
       done = std::move(done)](const base::Status& written) mutable {
        answer.renewed = renew && written.has_value();
        done(std::move(answer));
      });
}

void Sessions::rename(const Caller& caller, std::optional<std::string> display_name, MeDone done) {
  const auto me = std::make_shared<base::Result<Me>>();
  writer_.submit(
      [caller, name = std::move(display_name), now = clock_.now(),
       me](store::Transaction& transaction) -> base::Status {
        transaction.set_display_name(caller.owner, name, now);
        store::Session session;
        *me = read_me(transaction, caller, session);
        return *me ? base::Status() : base::Status(tl::unexpected(me->error()));
      },
      [in_flight = jobs_.enter(), me, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(*me));
      });
}

base::Result<std::vector<store::Session>> Sessions::list(const Caller& caller) {
  std::vector<store::Session> sessions;
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    sessions = reads.list_sessions(caller.owner, clock_.now());
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return sessions;
}

void Sessions::revoke(const Caller& caller, const base::Uuid& id,
                      std::function<void(base::Status)> done) {
  writer_.submit(
      [owner = caller.owner, id,
       now = clock_.now()](store::Transaction& transaction) -> base::Status {
        if (transaction.revoke_session(owner, id, now)) return {};
        return base::refused("session_not_found", "you have no such session");
      },
      [in_flight = jobs_.enter(), done = std::move(done)](base::Status written) {
        done(std::move(written));
      });
}

}  // namespace payoutd::actions
