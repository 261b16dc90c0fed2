// actions/keys_in_flight.h: the idempotency keys whose first request still runs.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "payouts/payout.h"

namespace payoutd::actions {

// Safe from any thread. Must outlive the holds that it gives out.
class KeysInFlight {
 public:
  // The key is in flight for as long as somebody has the hold. Null: it is already.
  using Hold = std::shared_ptr<void>;
  Hold take(payouts::OwnerKey owner, std::string_view key);

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> keys_;  // protected by mutex_
};

}  // namespace payoutd::actions
