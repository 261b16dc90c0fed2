#include "index/published_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace payoutd::index {
namespace {

// What somebody is taking just now, of all indexes; each place in a line of memory of its own.
struct alignas(64) Hazard {
  std::atomic<const void*> taken = nullptr;
};
// Taking lasts some nanoseconds, so that many are never at it at once; whoever finds no place looks
// again.
std::array<Hazard, 64> hazards;

// A free place, now held for `what`. Threads begin at different ones.
std::atomic<const void*>& hold(const void* what) {
  static std::atomic<size_t> threads = 0;
  thread_local const size_t first = threads++;
  for (size_t i = first;; ++i) {
    auto& place = hazards[i % hazards.size()].taken;
    const void* expected = nullptr;
    if (place.compare_exchange_strong(expected, what)) return place;
  }
}

bool is_held(const void* what) {
  return std::any_of(hazards.begin(), hazards.end(),
                     [&](const Hazard& hazard) { return hazard.taken.load() == what; });
}

}  // namespace

PublishedState::~PublishedState() {
  for (const Kept* each : replaced_) delete each;
  delete newest_.load();
}

std::shared_ptr<const ListState> PublishedState::take() const {
  const Kept* kept = newest_.load();
  if (kept == nullptr) return nullptr;
  auto& place = hold(kept);
  // What is still the newest after it was said to be held is not deleted until that is taken back.
  for (const Kept* now = newest_.load(); now != kept; now = newest_.load()) {
    kept = now;
    place.store(kept);
  }
  std::shared_ptr<const ListState> state = *kept;
  place.store(nullptr, std::memory_order_release);
  return state;
}

void PublishedState::put(std::shared_ptr<const ListState> next) {
  replaced_.reserve(replaced_.size() + 1);  // nothing may fail once it is exchanged
  const Kept* const old = newest_.exchange(new Kept(std::move(next)));
  if (old != nullptr) replaced_.push_back(old);
  const auto held = std::partition(replaced_.begin(), replaced_.end(), &is_held);
  for (auto each = held; each != replaced_.end(); ++each) delete *each;
  replaced_.erase(held, replaced_.end());
}

}  // namespace payoutd::index
