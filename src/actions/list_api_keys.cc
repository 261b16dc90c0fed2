#include "actions/list_api_keys.h"

#include "actions/find_owner.h"

namespace payoutd::actions {

base::Result<std::vector<store::ApiKey>> list_api_keys(store::Store& store,
                                                       const payouts::OwnerId& client) {
  auto owner = find_owner(store, client, store::OwnerKind::client);
  if (!owner) return base::forward(std::move(owner));
  return store.list_api_keys(owner->key);
}

}  // namespace payoutd::actions
