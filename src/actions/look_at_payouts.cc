#include "actions/look_at_payouts.h"

#include "actions/page_of_payouts.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

store::PayoutScan scan_of(const payouts::ListFilter& filter) {
  store::PayoutScan scan{.statuses = static_cast<uint32_t>(filter.statuses.to_ulong())};
  if (filter.created_from) scan.created_from = *filter.created_from;
  if (filter.created_to) scan.created_to = {filter.created_to->micros - 1};
  return scan;
}

bool is_sent_there(const payouts::PayoutView& payout, const AllPayoutsQuery& query) {
  return (!query.network || payout.network == *query.network) &&
         (!query.address || payout.address == *query.address);
}

store::Owner owner_of(store::Reads& reads, payouts::OwnerKey key) {
  auto owner = reads.find_owner(key);
  base::check(owner.has_value(), "a payout has an owner");
  return *std::move(owner);
}

}  // namespace

base::Result<store::PageOf<OwnedPayout>> LookAtPayouts::list(const AllPayoutsQuery& query) const {
  store::PageOf<OwnedPayout> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    store::PayoutScan scan = scan_of(query.list.filter);
    if (query.owner) {
      const auto owner = reads.find_owner(*query.owner);
      if (!owner) return {};
      scan.owner = owner->key;
    }
    PageOfPayouts page(query.list);
    reads.scan_payouts(scan, [&](payouts::OwnerKey owner, const payouts::PayoutView& payout) {
      if (is_sent_there(payout, query)) page.take(owner, payout);
    });
    found.total = page.total();
    for (const auto& [owner, number] : page.page()) {
      auto stored = reads.find_payout(owner, number);
      base::check(stored.has_value(), "a payout of one state of the store is there");
      found.rows.push_back({owner_of(reads, owner), std::move(stored->payout)});
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return found;
}

base::Result<LookedAtPayout> LookAtPayouts::find(const payouts::PayoutId& id) const {
  std::optional<LookedAtPayout> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    auto stored = reads.find_payout(id);
    if (!stored) return base::refused("payout_not_found", "there is no such payout");
    const payouts::OwnerKey owner = stored->owner;
    const payouts::PayoutNumber number = stored->payout.number;
    found.emplace(LookedAtPayout{owner_of(reads, owner), read_shown(reads, std::move(*stored)),
                                 reads.find_approvals(owner, number)});
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return std::move(*found);
}

}  // namespace payoutd::actions
