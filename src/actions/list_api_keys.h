// actions/list_api_keys.h: which keys a client has and had.
#pragma once

#include <vector>

#include "store/store.h"

namespace payoutd::actions {

// Oldest first. Refusals: `owner_not_found` (there is no such client). Or the store's errors.
base::Result<std::vector<store::ApiKey>> list_api_keys(store::Store& store,
                                                       const payouts::OwnerId& client);

}  // namespace payoutd::actions
