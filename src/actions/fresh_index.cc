#include "actions/fresh_index.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace payoutd::actions {
namespace {

class IntoIndex final : public store::PayoutSink {
 public:
  explicit IntoIndex(index::PayoutIndex& index) : index_(index) {}
  void payout(const payouts::PayoutView& payout) override { index_.add_change(payout); }

 private:
  index::PayoutIndex& index_;
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
    const base::Status fetched = fetch_changes(owner, *index);
    // After an error nobody is left waiting: the next request tries again.
    const auto reached = fetched ? index->version() : std::numeric_limits<payouts::Version>::max();
    for (const Waiting& each : take_served(owner, reached, any_left)) {
      if (fetched) {
        each.done(index);
      } else {
        each.done(tl::unexpected(fetched.error()));
      }
    }
  }
}

base::Status FreshIndex::fetch_changes(payouts::OwnerKey owner, index::PayoutIndex& index) {
  IntoIndex sink(index);
  const auto version = store_.read_payouts(owner, index.version(), sink);
  if (!version) return tl::unexpected(version.error());
  index.commit_changes(*version);
  cache_.note_size(owner, index.memory_bytes());
  return {};
}

std::vector<FreshIndex::Waiting> FreshIndex::take_served(payouts::OwnerKey owner,
                                                         payouts::Version version, bool& any_left) {
  const std::lock_guard lock(mutex_);
  auto& waiters = waiting_[owner.value];
  const auto served = std::partition(waiters.begin(), waiters.end(),
                                     [&](const Waiting& each) { return each.at_least > version; });
  std::vector<Waiting> taken(std::make_move_iterator(served),
                             std::make_move_iterator(waiters.end()));
  waiters.erase(served, waiters.end());
  any_left = !waiters.empty();
  if (!any_left) waiting_.erase(owner.value);
  return taken;
}

}  // namespace payoutd::actions
