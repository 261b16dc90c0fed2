#include "index/edit.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::index {
namespace {

void free_all(const std::vector<RetiredBlock>& blocks) {
  for (const RetiredBlock& each : blocks) each.free(each.block);
}

}  // namespace

Reclaimer::~Reclaimer() {
  for (const auto& [epoch, blocks] : retired_) free_all(blocks);
}

Reclaimer::Blocks Reclaimer::keep(Epoch newest, Blocks&& blocks) {
  const auto behind = open_.upper_bound(newest);
  if (behind == open_.begin()) return std::move(blocks);
  const Epoch open = std::prev(behind)->first;
  const auto unseen =
      std::partition(blocks.begin(), blocks.end(),
                     [open](const RetiredBlock& each) { return each.birth <= open; });
  Blocks free(unseen, blocks.end());
  blocks.erase(unseen, blocks.end());
  if (blocks.empty()) return free;
  Blocks& kept = retired_[open];
  if (kept.empty()) {
    kept = std::move(blocks);
  } else {
    kept.insert(kept.end(), blocks.begin(), blocks.end());
  }
  return free;
}

void Reclaimer::opened(Epoch epoch) {
  const std::lock_guard lock(mutex_);
  ++open_[epoch];
}

void Reclaimer::closed(Epoch epoch) {
  Blocks free;  // outside the lock: it may be gigabytes
  {
    const std::lock_guard lock(mutex_);
    const auto known = open_.find(epoch);
    base::check(known != open_.end(), "a state is opened before it is closed");
    if (--known->second > 0) return;
    open_.erase(known);
    if (auto shown = retired_.extract(epoch)) free = keep(epoch, std::move(shown.mapped()));
  }
  free_all(free);
}

void Reclaimer::retire(Epoch epoch, std::vector<RetiredBlock>&& blocks) {
  if (blocks.empty()) return;
  Blocks free;
  {
    const std::lock_guard lock(mutex_);
    free = keep(epoch, std::move(blocks));
  }
  free_all(free);
}

}  // namespace payoutd::index
