#include "actions/keys_in_flight.h"

namespace payoutd::actions {

KeysInFlight::Hold KeysInFlight::take(payouts::OwnerKey owner, std::string_view key) {
  std::string name = std::to_string(owner.value) + ':' + std::string(key);
  {
    const std::lock_guard lock(mutex_);
    if (!keys_.insert(name).second) return nullptr;
  }
  // The pointer itself points to nothing of interest; its end is what counts.
  return {this, [name = std::move(name)](KeysInFlight* keys) {
            const std::lock_guard lock(keys->mutex_);
            keys->keys_.erase(name);
          }};
}

}  // namespace payoutd::actions
