#include "actions/create_session.h"

#include "actions/find_owner.h"

namespace payoutd::actions {

base::Result<OpenedSession> add_session(store::Transaction& transaction, const store::Owner& user,
                                        base::Timestamp now, base::Random& random,
                                        const SessionOrigin& origin) {
  OpenedSession opened{access::make_session(random),
                       {now.micros + access::session_lifetime_micros}};
  const store::NewSessionRow row{user.key,
                                 base::sha256(opened.credentials.token.reveal()),
                                 opened.expires_at,
                                 base::make_uuid_v7(now, random),
                                 origin.provider,
                                 origin.user_agent,
                                 origin.remote_address};
  if (auto added = transaction.add_session(row, now); !added) {
    return base::forward(std::move(added));
  }
  return opened;
}

base::Result<OpenedSession> create_session(store::Store& store, const base::Clock& clock,
                                           base::Random& random, const payouts::OwnerId& user) {
  auto owner = find_owner(store, user, store::OwnerKind::user);
  if (!owner) return base::forward(std::move(owner));
  OpenedSession opened;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto added = add_session(transaction, *owner, clock.now(), random);
    if (!added) return base::forward(std::move(added));
    opened = std::move(*added);
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return opened;
}

}  // namespace payoutd::actions
