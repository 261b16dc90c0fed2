// actions/whole_payout.h: one payout with everything that its owner may see of it.
#pragma once

#include <optional>
#include <vector>

#include "store/reads.h"

namespace payoutd::actions {

struct WholePayout {
  store::StoredPayout stored;
  std::optional<int64_t> wallet_id;  // nothing: history from elsewhere
  store::PayoutDetails details;
  std::vector<payouts::HistoryRow> history;
};

WholePayout read_whole(store::Reads& reads, store::StoredPayout stored);

// The payout as it was in the answer to the request that created it.
store::StoredPayout as_created(store::StoredPayout stored);
WholePayout as_created(WholePayout whole);

}  // namespace payoutd::actions
