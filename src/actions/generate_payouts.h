// actions/generate_payouts.h: believable payouts for an owner, for demos, tests and benchmarks.
#pragma once

#include <functional>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

struct GenerateOptions {
  payouts::OwnerId owner;
  store::OwnerKind kind = store::OwnerKind::client;
  uint64_t count = 0;
  uint64_t seed = 1;
  money::Currency currency;                        // of a user's payouts
  std::function<void(uint64_t made)> on_progress;  // may be empty
};

// Two fresh owners with the same seed and count get the same payouts, but for their ids. They are
// created over 2024 and 2025, or, if the owner has later ones, behind those. One transaction.
// Refusals: `owner_not_found`, `too_many_payouts`, `owner_changed`. Or the store's errors.
base::Status generate_payouts(store::Store& store, const base::Clock& clock, base::Random& random,
                              const GenerateOptions& options);

}  // namespace payoutd::actions
