// actions/unlock_rewards.h: rewards whose hold time is over become available.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// Safe from any thread.
class UnlockRewards {
 public:
  UnlockRewards(store::Store& store, store::Writer& writer, const base::Clock& clock)
      : store_(store), writer_(writer), clock_(clock) {}

  // Unlocks what is due now, up to a few hundred at once; `done` gets how many it were, when that
  // is durable. What cannot be unlocked harms no other; if nothing could be, `done` gets an error:
  // the store's or the writer's.
  void step(std::function<void(base::Result<size_t>)> done) const;

  // How long until the first pending reward is due, 0 if one is; nothing if none ever is. Errors:
  // the store's.
  base::Result<std::optional<int64_t>> micros_until_due() const;

 private:
  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
};

}  // namespace payoutd::actions
