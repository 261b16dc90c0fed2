// actions/check_seal_key.h: is this the key that the installation's secrets were sealed with?
#pragma once

#include "base/seal.h"
#include "store/store.h"

namespace payoutd::actions {

// Tries the key on the newest sealed signing secret; fine if there is none. Refusals:
// `seal_key_wrong`. Or the store's errors.
base::Status check_seal_key(store::Store& store, const base::SealKey& key);

}  // namespace payoutd::actions
