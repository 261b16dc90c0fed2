#include "actions/check_seal_key.h"

namespace payoutd::actions {

base::Status check_seal_key(store::Store& store, const base::SealKey& key) {
  return store.read([&](store::Reads& reads) -> base::Status {
    const auto secret = reads.find_sealed_secret();
    if (!secret || base::unseal(secret->sealed, secret->api_key, key)) return {};
    return base::refused("seal_key_wrong",
                         "the sealing key does not open what this database holds");
  });
}

}  // namespace payoutd::actions
