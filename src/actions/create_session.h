// actions/create_session.h: a console session for a user, as signing in would give.
#pragma once

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

struct OpenedSession {
  access::NewSession credentials;  // the only time that they are shown
  base::Timestamp expires_at;
};

// Refusals: `owner_not_found` (no such owner, or a client). Or the store's errors.
base::Result<OpenedSession> create_session(store::Store& store, const base::Clock& clock,
                                           base::Random& random, const payouts::OwnerId& user);

// The same inside a transaction, for a user who is known to exist.
base::Result<OpenedSession> add_session(store::Transaction& transaction, const store::Owner& user,
                                        base::Timestamp now, base::Random& random);

}  // namespace payoutd::actions
