// actions/find_payouts.h: payouts by what their owner knows of them.
#pragma once

#include <string_view>
#include <vector>

#include "actions/whole_payout.h"
#include "store/store.h"

namespace payoutd::actions {

// All give nothing for what is another owner's, as for what does not exist. Errors: the store's.
base::Result<std::optional<WholePayout>> find_payout(store::Store& store, payouts::OwnerKey owner,
                                                     const payouts::PayoutId& id);
base::Result<std::optional<WholePayout>> find_payout_by_reference(store::Store& store,
                                                                  payouts::OwnerKey owner,
                                                                  std::string_view reference_id);

// What a key created, as it is now.
struct KeyUse {
  store::IdempotencyRecord record;
  std::vector<store::StoredPayout> payouts;
};
base::Result<std::optional<KeyUse>> find_key_use(store::Store& store, payouts::OwnerKey owner,
                                                 std::string_view key);

}  // namespace payoutd::actions
