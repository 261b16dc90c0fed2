// actions/verify.h: what must be true of everything that is stored, checked row by row.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/store.h"

namespace payoutd::actions {

struct VerifyReport {
  uint64_t owners = 0;
  uint64_t payouts = 0;
  uint64_t breaches = 0;               // all of them
  std::vector<std::string> sentences;  // the first breaches_shown_max
};
inline constexpr size_t breaches_shown_max = 100;

// The invariants: the engine finds its file sound; an owner's payouts are numbered 0, 1, 2 …
// without a gap up to its payout_count; no payout's version is above its owner's or below 1;
// amounts are positive and bounded, fees not negative, a client's fit their currency; nothing
// happened before a payout was created, and its id's time is its creation's; the time of an end
// belongs to a payout that ended so; tx_hash only on a completed one; a client's payouts have a
// reference, a user's a network and address; texts are UTF-8. Errors: the store's (a damaged value
// among them).
base::Result<VerifyReport> verify(store::Store& store);

}  // namespace payoutd::actions
