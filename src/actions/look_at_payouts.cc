#include "actions/look_at_payouts.h"

#include "base/check.h"

namespace payoutd::actions {
base::Result<LookedAtPayout> LookAtPayouts::find(const payouts::PayoutId& id) const {
  std::optional<LookedAtPayout> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    auto stored = reads.find_payout(id);
    if (!stored) return base::refused("payout_not_found", "there is no such payout");
    const payouts::OwnerKey owner = stored->owner;
    const payouts::PayoutNumber number = stored->payout.number;
    auto known = reads.find_owner(owner);
    base::check(known.has_value(), "a payout has an owner");
    found.emplace(LookedAtPayout{*std::move(known), read_shown(reads, std::move(*stored)),
                                 reads.find_approvals(owner, number)});
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return std::move(*found);
}

}  // namespace payoutd::actions
