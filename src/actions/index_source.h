// actions/index_source.h: what indexes are built of and caught up with.
#pragma once

#include <string_view>

#include "base/result.h"
#include "index/payout_index.h"

namespace payoutd::actions {

// Asked about one key by one thread at a time. Errors: the store's, and what an index cannot be
// built of, `store_damaged`.
class IndexSource {
 public:
  virtual ~IndexSource() = default;
  // How many payouts an index would have now. None if the store does not say: then what asks it
  // next tells why.
  virtual uint64_t count(payouts::OwnerKey key) = 0;
  // Fills an empty index.
  virtual base::Status build(payouts::OwnerKey key, index::PayoutIndex& index) = 0;
  // Brings one that was built here to the version of now. After an error it is as it was before, or
  // broken.
  virtual base::Status catch_up(payouts::OwnerKey key, index::PayoutIndex& index) = 0;
};

// The parts in which an index is built: one for each core.
size_t build_parts();

// What an index cannot be built of: an error with this reason.
inline constexpr std::string_view store_damaged = "store_damaged";
tl::unexpected<base::Error> not_numbered_without_gap();

}  // namespace payoutd::actions
