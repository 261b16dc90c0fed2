// actions/revoke_api_key.h: the end of a key.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

// From the next request on the key is refused, on every server. Once more changes nothing.
// Refusals: `key_not_found`. Or the store's errors.
base::Status revoke_api_key(store::Store& store, const base::Clock& clock, std::string_view key);

}  // namespace payoutd::actions
