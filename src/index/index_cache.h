// index/index_cache.h: the indexes of the owners that were asked for lately, within a memory
// budget.
#pragma once

#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "index/payout_index.h"

namespace payoutd::index {

// Safe from any thread.
class IndexCache {
 public:
  explicit IndexCache(uint64_t budget_bytes, Whose whose = Whose::one_owner)
      : budget_bytes_(budget_bytes),
        whose_(whose),
        bytes_per_payout_(whose == Whose::one_owner ? 248 : 296) {}

  // The owner's index, an empty one if there was none. Whoever holds the pointer keeps the index
  // alive even after the cache has let go of it.
  std::shared_ptr<PayoutIndex> get(payouts::OwnerKey owner);

  // Tells how large the owner's index has become, and lets go of the owners least recently asked
  // for until all fit the budget; `owner` itself stays.
  // Nothing happens if the owner's index is another one by now.
  void note_size(payouts::OwnerKey owner, const std::shared_ptr<PayoutIndex>& index,
                 uint64_t bytes);

  // Lets go of an index that is of no use, if it is still the owner's.
  void drop(payouts::OwnerKey owner, const std::shared_ptr<PayoutIndex>& index);

  // Would the index of so many payouts fit the budget, if it had it to itself?
  bool may_hold(uint64_t payouts) const {
    return payouts <= std::numeric_limits<uint32_t>::max() &&
           payouts * bytes_per_payout_ <= budget_bytes_;
  }

  struct Usage {
    uint64_t owners = 0;
    uint64_t bytes = 0;
    uint64_t payouts = 0;
  };
  Usage usage() const;

 private:
  struct Entry {
    int64_t owner;
    std::shared_ptr<PayoutIndex> index;
    uint64_t bytes;
  };
  const uint64_t budget_bytes_;
  const Whose whose_;
  // What a payout takes in an index, with some room for searches (docs/LIST_ENGINE.md).
  const uint64_t bytes_per_payout_;
  mutable std::mutex mutex_;
  // Below: protected by mutex_.
  std::list<Entry> by_use_;  // most recent first
  std::unordered_map<int64_t, std::list<Entry>::iterator> by_owner_;
  uint64_t total_bytes_ = 0;
};

}  // namespace payoutd::index
