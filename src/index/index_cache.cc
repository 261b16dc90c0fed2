#include "index/index_cache.h"

#include <algorithm>
#include <iterator>

namespace payoutd::index {

std::shared_ptr<PayoutIndex> IndexCache::get(payouts::OwnerKey owner) {
  const std::lock_guard lock(mutex_);
  if (const auto known = by_owner_.find(owner.value); known != by_owner_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, known->second);
    return known->second->index;
  }
  by_use_.push_front({owner.value, std::make_shared<PayoutIndex>(whose_), 0});
  by_owner_[owner.value] = by_use_.begin();
  return by_use_.front().index;
}

void IndexCache::note_size(payouts::OwnerKey owner, const std::shared_ptr<PayoutIndex>& index,
                           uint64_t bytes) {
  std::list<Entry> let_go;  // dies after the lock is released: freeing gigabytes takes a while
  const std::lock_guard lock(mutex_);
  const auto known = by_owner_.find(owner.value);
  if (known == by_owner_.end() || known->second->index != index) return;
  total_bytes_ = total_bytes_ - known->second->bytes + bytes;
  known->second->bytes = bytes;
  while (total_bytes_ > budget_bytes_ && by_use_.back().owner != owner.value) {
    total_bytes_ -= by_use_.back().bytes;
    by_owner_.erase(by_use_.back().owner);
    let_go.splice(let_go.begin(), by_use_, std::prev(by_use_.end()));
  }
}

void IndexCache::drop(payouts::OwnerKey owner, const std::shared_ptr<PayoutIndex>& index) {
  const std::lock_guard lock(mutex_);
  const auto known = by_owner_.find(owner.value);
  if (known == by_owner_.end() || known->second->index != index) return;
  total_bytes_ -= known->second->bytes;
  by_use_.erase(known->second);
  by_owner_.erase(known);
}

IndexCache::Usage IndexCache::usage() const {
  const std::lock_guard lock(mutex_);
  Usage usage{.owners = by_use_.size(), .bytes = total_bytes_};
  for (const Entry& entry : by_use_) usage.payouts += entry.index->size();
  return usage;
}

}  // namespace payoutd::index
