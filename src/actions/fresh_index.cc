#include "actions/fresh_index.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <new>

#include "actions/owner_index_source.h"

namespace payoutd::actions {
namespace {

// Building a smaller one takes a few milliseconds.
constexpr uint64_t large_from = 20'000;

tl::unexpected<base::Error> no_memory() {
  return base::unavailable("out_of_memory", "there is no memory for the owner's index");
}

}  // namespace

FreshIndex::FreshIndex(std::unique_ptr<IndexSource> source, index::IndexCache& cache, int threads)
    : source_(std::move(source)), cache_(cache), builders_(threads), pool_(threads) {}

FreshIndex::FreshIndex(store::Store& store, index::IndexCache& cache, int threads)
    : FreshIndex(std::make_unique<OwnerIndexSource>(store), cache, threads) {}

FreshIndex::State FreshIndex::find(payouts::OwnerKey owner, payouts::Version at_least) {
  auto state = cache_.get(owner)->state();
  return state != nullptr && state->version() >= at_least ? std::move(state) : nullptr;
}

void FreshIndex::get(payouts::OwnerKey owner, payouts::Version at_least, payouts::ListQuery query,
                     Done done) {
  {
    const std::lock_guard lock(mutex_);
    auto [waiters, is_first] = waiting_.try_emplace(owner.value);
    waiters->second.push_back({at_least, std::move(query), std::move(done)});
    if (!is_first) return;
  }
  pool_.post([this, owner] { catch_up(owner, false); });
}

void FreshIndex::catch_up(payouts::OwnerKey owner, bool may_build_large) {
  do {
    const Index index = cache_.get(owner);
    const bool is_new = index->version() == 0;
    base::Status brought_up;
    try {
      const uint64_t payouts = is_new ? source_->count(owner) : index->size();
      if (!cache_.may_hold(payouts)) {
        cache_.drop(owner, index);
        serve(owner, nullptr, {});
        continue;
      }
      if (is_new && payouts >= large_from && !may_build_large) {
        builders_.post([this, owner] { catch_up(owner, true); });
        return;
      }
      brought_up = bring_up(owner, index);
    } catch (const std::bad_alloc&) {
      brought_up = no_memory();
    }
    if (index->is_broken()) cache_.drop(owner, index);
    // One that cannot be caught up any more is built anew for those who wait.
    if (!brought_up && !is_new && index->is_broken()) continue;
    serve(owner, index, brought_up);
    if (index->is_broken()) cache_.drop(owner, index);
  } while (!end_turn(owner));
}

base::Status FreshIndex::bring_up(payouts::OwnerKey owner, const Index& index) {
  auto done =
      index->version() == 0 ? source_->build(owner, *index) : source_->catch_up(owner, *index);
  if (done) cache_.note_size(owner, index, index->memory_bytes());
  return done;
}

void FreshIndex::serve(payouts::OwnerKey owner, const Index& index,
                       const base::Status& brought_up) {
  // After an error nobody is left waiting: the next request tries again.
  const auto reached = brought_up && index != nullptr
                           ? index->version()
                           : std::numeric_limits<payouts::Version>::max();
  for (const Waiting& each : take_served(owner, reached)) {
    if (!brought_up) {
      each.done(tl::unexpected(brought_up.error()));
    } else if (index == nullptr) {
      ++left_to_store_;
      each.done(State());
    } else {
      each.done(make_ready(index, each.query));
    }
  }
  if (brought_up && index != nullptr) cache_.note_size(owner, index, index->memory_bytes());
}

base::Result<FreshIndex::State> FreshIndex::make_ready(const Index& index,
                                                       const payouts::ListQuery& query) {
  try {
    index->prepare(query);
    return index->state();
  } catch (const std::bad_alloc&) {
    return no_memory();
  }
}

std::vector<FreshIndex::Waiting> FreshIndex::take_served(payouts::OwnerKey owner,
                                                         payouts::Version reached) {
  const std::lock_guard lock(mutex_);
  auto& waiters = waiting_[owner.value];
  const auto served = std::partition(waiters.begin(), waiters.end(),
                                     [&](const Waiting& each) { return each.at_least > reached; });
  std::vector<Waiting> taken(std::make_move_iterator(served),
                             std::make_move_iterator(waiters.end()));
  waiters.erase(served, waiters.end());
  return taken;
}

bool FreshIndex::end_turn(payouts::OwnerKey owner) {
  const std::lock_guard lock(mutex_);
  const auto waiters = waiting_.find(owner.value);
  if (!waiters->second.empty()) return false;
  waiting_.erase(waiters);
  return true;
}

}  // namespace payoutd::actions
