// actions/create_api_key.h: a further key for a client that exists.
#pragma once

#include "actions/create_client.h"

namespace payoutd::actions {

struct NewClientKey {
  store::Owner client;
  access::NewApiKey key;  // the only time that the secrets are shown
};

// Works from the next request on, on every server. Refusals: `owner_not_found` (there is no such
// client). Or the store's errors.
base::Result<NewClientKey> create_api_key(store::Store& store, const base::Clock& clock,
                                          base::Random& random, const base::SealKey& seal_key,
                                          const payouts::OwnerId& client,
                                          const KeyRestrictions& restrictions);

}  // namespace payoutd::actions
