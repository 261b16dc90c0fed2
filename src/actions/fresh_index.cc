#include "actions/fresh_index.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <new>

namespace payoutd::actions {
namespace {

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

}  // namespace

void FreshIndex::get(payouts::OwnerKey owner, payouts::Version at_least, Done done) {
  auto index = cache_.get(owner);
  if (index->version() >= at_least) return done(std::move(index));
  {
    const std::lock_guard lock(mutex_);
    auto [waiters, is_first] = waiting_.try_emplace(owner.value);
    waiters->second.push_back({at_least, std::move(done)});
    if (!is_first) return;
  }
  pool_.post([this, owner] { catch_up(owner); });
}

void FreshIndex::catch_up(payouts::OwnerKey owner) {
  for (bool any_left = true; any_left;) {
    const auto index = cache_.get(owner);
    base::Status fetched;
    try {
      fetched = fetch_changes(owner, index);
    } catch (const std::bad_alloc&) {
      fetched = base::unavailable("out_of_memory", "there is no memory for the owner's index");
    }
    for (const Waiting& each : take_served(owner, fetched, *index, any_left)) {
      if (fetched) {
        each.done(index);
      } else {
        each.done(tl::unexpected(fetched.error()));
      }
    }
  }
}

base::Status FreshIndex::fetch_changes(payouts::OwnerKey owner,
                                       const std::shared_ptr<index::PayoutIndex>& index) {
  index->drop_changes();  // of a catch-up that failed half way
  const payouts::Version before = index->version();
  IntoIndex sink(*index);
  const auto version = store_.read_payouts(owner, before, sink);
  if (!version) return tl::unexpected(version.error());
  // A version that went back: the file was replaced by an older one under the running server.
  if (sink.damaged() || *version < before) {
    index->drop_changes();
    return base::unavailable("store_damaged", "the owner's payouts are not numbered without a gap");
  }
  index->commit_changes(*version);
  note_size(owner, index);
  return {};
}

void FreshIndex::note_size(payouts::OwnerKey owner,
                           const std::shared_ptr<index::PayoutIndex>& index) {
  cache_.note_size(owner, index, index->memory_bytes());
}

std::vector<FreshIndex::Waiting> FreshIndex::take_served(payouts::OwnerKey owner,
                                                         const base::Status& fetched,
                                                         const index::PayoutIndex& index,
                                                         bool& any_left) {
  // After an error nobody is left waiting: the next request tries again.
  const auto reached = fetched ? index.version() : std::numeric_limits<payouts::Version>::max();
  const std::lock_guard lock(mutex_);
  auto& waiters = waiting_[owner.value];
  const auto served = std::partition(waiters.begin(), waiters.end(),
                                     [&](const Waiting& each) { return each.at_least > reached; });
  std::vector<Waiting> taken(std::make_move_iterator(served),
                             std::make_move_iterator(waiters.end()));
  waiters.erase(served, waiters.end());
  any_left = !waiters.empty();
  if (!any_left) waiting_.erase(owner.value);
  return taken;
}

}  // namespace payoutd::actions
