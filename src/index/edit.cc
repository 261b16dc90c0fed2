#include "index/edit.h"

#include "base/check.h"

namespace payoutd::index {

Reclaimer::~Reclaimer() {
  free_all(retired_);
}

void Reclaimer::free_all(Batches& batches) {
  for (auto& [epoch, blocks] : batches) {
    for (const RetiredBlock& each : blocks) each.free(each.block);
  }
}

Reclaimer::Batches Reclaimer::take_unseen() {
  Batches unseen;
  const Epoch oldest = open_.empty() ? ~Epoch{0} : open_.begin()->first;
  while (!retired_.empty() && retired_.begin()->first < oldest) {
    unseen.insert(retired_.extract(retired_.begin()));
  }
  return unseen;
}

void Reclaimer::opened(Epoch epoch) {
  const std::lock_guard lock(mutex_);
  ++open_[epoch];
}

void Reclaimer::closed(Epoch epoch) {
  Batches free;  // outside the lock: it may be gigabytes
  {
    const std::lock_guard lock(mutex_);
    const auto known = open_.find(epoch);
    base::check(known != open_.end(), "a state is opened before it is closed");
    if (--known->second == 0) open_.erase(known);
    free = take_unseen();
  }
  free_all(free);
}

void Reclaimer::retire(Epoch epoch, std::vector<RetiredBlock>&& blocks) {
  if (blocks.empty()) return;
  Batches free;  // what was outgrown before the first state
  {
    const std::lock_guard lock(mutex_);
    retired_[epoch] = std::move(blocks);
    free = take_unseen();
  }
  free_all(free);
}

}  // namespace payoutd::index
