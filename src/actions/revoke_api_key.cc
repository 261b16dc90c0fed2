#include "actions/revoke_api_key.h"

namespace payoutd::actions {

base::Status revoke_api_key(store::Store& store, const base::Clock& clock, std::string_view key) {
  return store.write([&](store::Transaction& transaction) {
    return transaction.revoke_api_key(key, clock.now());
  });
}

}  // namespace payoutd::actions
