#include "actions/create_api_key.h"

#include "actions/find_owner.h"

namespace payoutd::actions {

base::Result<NewClientKey> create_api_key(store::Store& store, const base::Clock& clock,
                                          base::Random& random, const base::SealKey& seal_key,
                                          const payouts::OwnerId& client,
                                          const KeyRestrictions& restrictions) {
  auto owner = find_owner(store, client, store::OwnerKind::client);
  if (!owner) return base::forward(std::move(owner));
  NewClientKey made;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto key = add_api_key(transaction, *owner, clock.now(), random, seal_key, restrictions);
    if (!key) return base::forward(std::move(key));
    made = {std::move(*owner), std::move(*key)};
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return made;
}

}  // namespace payoutd::actions
