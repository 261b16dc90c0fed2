#include "actions/show_payout.h"

namespace payoutd::actions {

ShownPayout read_shown(store::Reads& reads, store::StoredPayout stored) {
  const payouts::OwnerKey owner = stored.owner;
  const payouts::PayoutNumber number = stored.payout.number;
  const auto hold = stored.hold_entry;
  ShownPayout shown{read_whole(reads, std::move(stored)), {}, {}};
  shown.attempts = reads.find_attempts(owner, number);
  if (!hold) return shown;
  for (auto entry : {reads.find_entry(owner, *hold), reads.find_resolution(owner, *hold)}) {
    if (entry) shown.entries.push_back(std::move(*entry));
  }
  return shown;
}

base::Result<ShownPayout> show_payout(store::Store& store, const payouts::PayoutId& id) {
  std::optional<ShownPayout> shown;
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    auto stored = reads.find_payout(id);
    if (!stored) return base::refused("payout_not_found", "there is no payout with that id");
    shown.emplace(read_shown(reads, std::move(*stored)));
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return std::move(*shown);
}

}  // namespace payoutd::actions
