// actions/first_use.h: what an idempotency key was used for first, if it was.
#pragma once

#include <optional>
#include <string>

#include "actions/keys_in_flight.h"
#include "store/store.h"

namespace payoutd::actions {

// The hold on a key whose first request runs from now on; null if the key has its answer already:
// then any number may ask for it at once. Refusal: `idempotency_key_in_use` (its first request
// still runs). Or the store's errors.
base::Result<KeysInFlight::Hold> take_key(KeysInFlight& keys, store::Store& store,
                                          payouts::OwnerKey owner, const std::string& key);

// What the key stands for already; nothing if it is new. Refusal: `idempotency_key_reused` (it was
// used with another meaning).
base::Result<std::optional<store::IdempotencyRecord>> find_first_use(
    store::Transaction& transaction, payouts::OwnerKey owner, const std::string& key,
    const base::Sha256& meaning);

}  // namespace payoutd::actions
