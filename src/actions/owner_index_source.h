// actions/owner_index_source.h: each owner's own payouts, for the index that has the owner's key.
#pragma once

#include "actions/index_source.h"
#include "store/store.h"

namespace payoutd::actions {

// Safe from any thread. An index has the owner's version and the payouts' own numbers. Refusals:
// `owner_not_found`.
class OwnerIndexSource final : public IndexSource {
 public:
  explicit OwnerIndexSource(store::Store& store) : store_(store) {}

  uint64_t count(payouts::OwnerKey key) override;
  base::Status build(payouts::OwnerKey key, index::PayoutIndex& index) override;
  base::Status catch_up(payouts::OwnerKey key, index::PayoutIndex& index) override;

 private:
  store::Store& store_;
};

}  // namespace payoutd::actions
