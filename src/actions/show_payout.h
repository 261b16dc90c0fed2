// actions/show_payout.h: everything that is stored about one payout, for who runs payoutd.
#pragma once

#include <vector>

#include "actions/whole_payout.h"
#include "store/store.h"

namespace payoutd::actions {

using store::StoredEntry;

struct ShownPayout {
  WholePayout whole;
  std::vector<store::StoredEntry> entries;  // that hold its money and settle it
  std::vector<payouts::Attempt> attempts;
};

// Whoever it belongs to. Refusal: `payout_not_found`. Or the store's errors.
base::Result<ShownPayout> show_payout(store::Store& store, const payouts::PayoutId& id);

// The same of one that is found.
ShownPayout read_shown(store::Reads& reads, store::StoredPayout stored);

}  // namespace payoutd::actions
