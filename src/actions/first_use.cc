#include "actions/first_use.h"

namespace payoutd::actions {

base::Result<KeysInFlight::Hold> take_key(KeysInFlight& keys, store::Store& store,
                                          payouts::OwnerKey owner, const std::string& key) {
  KeysInFlight::Hold hold = keys.take(owner, key);
  if (hold != nullptr) return hold;
  bool answered = false;
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    answered = reads.find_idempotency(owner, key).has_value();
    return {};
  });
  if (!read) return base::forward(std::move(read));
  if (!answered) {
    return base::refused("idempotency_key_in_use",
                         "the first request with this Idempotency-Key still runs");
  }
  return hold;
}

base::Result<std::optional<store::IdempotencyRecord>> find_first_use(
    store::Transaction& transaction, payouts::OwnerKey owner, const std::string& key,
    const base::Sha256& meaning) {
  auto record = transaction.find_idempotency(owner, key);
  if (record && record->meaning != meaning) {
    return base::refused("idempotency_key_reused",
                         "the Idempotency-Key was used for another request");
  }
  return record;
}

}  // namespace payoutd::actions
