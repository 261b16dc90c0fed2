// actions/create_session.h: a console session for a user, as signing in would give.
#pragma once

#include <string>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

struct OpenedSession {
  access::NewSession credentials;  // the only time that they are shown
  base::Timestamp expires_at;
};

// What a session says of where it comes from. Texts are UTF-8; empty: not known.
struct SessionOrigin {
  access::Provider provider = access::Provider::by_operator;
  std::string user_agent{};
  std::string remote_address{};
};

// One made by an operator. Refusals: `owner_not_found` (no such owner, or a client). Or the store's
// errors.
base::Result<OpenedSession> create_session(store::Store& store, const base::Clock& clock,
                                           base::Random& random, const payouts::OwnerId& user);

// The same inside a transaction, for a user who is known to exist.
base::Result<OpenedSession> add_session(store::Transaction& transaction, const store::Owner& user,
                                        base::Timestamp now, base::Random& random,
                                        const SessionOrigin& origin = {});

}  // namespace payoutd::actions
