#include "actions/fresh_index.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <new>
#include <thread>

#include "index/index_build.h"

namespace payoutd::actions {
namespace {

// Building a smaller one takes a few milliseconds.
constexpr payouts::PayoutNumber large_from = 20'000;

// Hands rows to the index as long as they are what an index can be built of.
class IntoIndex final : public store::PayoutSink {
 public:
  explicit IntoIndex(index::PayoutIndex& index) : index_(index), next_number_(index.size()) {}

  void payout(const payouts::PayoutView& payout) override {
    if (damaged_) return;
    damaged_ = payout.number > next_number_ || !index_.may_take(payout);
    if (damaged_) return;
    if (payout.number == next_number_) ++next_number_;
    index_.add_change(payout);
  }

  // A number is missing, or a payout is no longer the one it was.
  bool damaged() const { return damaged_; }

 private:
  index::PayoutIndex& index_;
  uint64_t next_number_;
  bool damaged_ = false;
};

// One part of an index that is being built.
class IntoBuild final : public store::PartSink {
 public:
  IntoBuild(index::IndexBuild& build, size_t part) : build_(build), part_(part) {}

  void begin_part(const store::Owner& owner, const store::PayoutRange& range) override {
    build_.begin_part(part_, owner.payout_count, range.first);
  }
  void payout(const payouts::PayoutView& payout) override {
    damaged_ = damaged_ || !build_.put(part_, payout);
  }
  bool damaged() const { return damaged_; }

 private:
  index::IndexBuild& build_;
  const size_t part_;
  bool damaged_ = false;
};

base::Status damaged() {
  return base::unavailable("store_damaged", "the owner's payouts are not numbered without a gap");
}

tl::unexpected<base::Error> no_memory() {
  return base::unavailable("out_of_memory", "there is no memory for the owner's index");
}

}  // namespace

FreshIndex::FreshIndex(store::Store& store, index::IndexCache& cache, int threads)
    : store_(store), cache_(cache), builders_(threads), pool_(threads) {}

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
    base::Status brought_up;
    try {
      const auto payouts = index->version() == 0 ? count_payouts(owner) : 0;
      if (!cache_.may_hold(payouts)) {
        cache_.drop(owner, index);
        serve(owner, nullptr, {});
        continue;
      }
      if (payouts >= large_from && !may_build_large) {
        builders_.post([this, owner] { catch_up(owner, true); });
        return;
      }
      brought_up = bring_up(owner, index);
    } catch (const std::bad_alloc&) {
      brought_up = no_memory();
    }
    if (index->is_broken()) cache_.drop(owner, index);
    serve(owner, index, brought_up);
  } while (!end_turn(owner));
}

// Nothing if the store does not say: then what asks it next tells why.
payouts::PayoutNumber FreshIndex::count_payouts(payouts::OwnerKey owner) {
  payouts::PayoutNumber count = 0;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    if (const auto found = reads.find_owner(owner)) count = found->payout_count;
    return {};
  });
  return read ? count : 0;
}

base::Status FreshIndex::bring_up(payouts::OwnerKey owner, const Index& index) {
  auto done = index->version() == 0 ? build(owner, index) : fetch_changes(owner, index);
  if (done) cache_.note_size(owner, index, index->memory_bytes());
  return done;
}

base::Status FreshIndex::build(payouts::OwnerKey owner, const Index& index) {
  const size_t parts = std::max(1U, std::thread::hardware_concurrency());
  index::IndexBuild build(*index, parts);
  std::vector<IntoBuild> sinks;
  for (size_t part = 0; part < parts; ++part) sinks.emplace_back(build, part);
  std::vector<store::PartSink*> pointers;
  for (IntoBuild& sink : sinks) pointers.push_back(&sink);
  const auto version = store_.read_payouts_in_parts(owner, pointers);
  if (!version) return tl::unexpected(version.error());
  const bool whole = std::none_of(sinks.begin(), sinks.end(),
                                  [](const IntoBuild& sink) { return sink.damaged(); });
  return whole && build.finish(*version) ? base::Status() : damaged();
}

base::Status FreshIndex::fetch_changes(payouts::OwnerKey owner, const Index& index) {
  index->drop_changes();  // of a catch-up that failed half way
  const payouts::Version before = index->version();
  IntoIndex sink(*index);
  const auto version = store_.read_payouts(owner, before, sink);
  if (!version) return tl::unexpected(version.error());
  // A version that went back: the file was replaced by an older one under the running server.
  if (sink.damaged() || *version < before) {
    index->drop_changes();
    return damaged();
  }
  index->commit_changes(*version);
  return {};
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
