// actions/look_at_payouts.h: payouts as operators see them, whoever they belong to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/show_payout.h"
#include "payouts/list_query.h"
#include "store/store.h"

namespace payoutd::actions {

using store::Approval;
using store::Owner;
using store::OwnerKind;

struct AllPayoutsQuery {
  payouts::ListQuery list;  // ties by time of creation, owner and number
  std::optional<payouts::OwnerId> owner{};
  std::optional<std::string> network{};  // exact
  std::optional<std::string> address{};  // exact
};

struct OwnedPayout {
  store::Owner owner;
  payouts::Payout payout;
};

struct LookedAtPayout {
  store::Owner owner;
  ShownPayout shown;
  std::vector<Approval> approvals;  // that count
};

// Safe from any thread.
class LookAtPayouts {
 public:
  explicit LookAtPayouts(store::Store& store) : store_(store) {}

  // Reads every payout that the filter's statuses, times and owner leave: for a thread that may
  // take its time. The total is exact. Errors: the store's.
  base::Result<store::PageOf<OwnedPayout>> list(const AllPayoutsQuery& query) const;
  // Refusal: `payout_not_found`. Or the store's errors.
  base::Result<LookedAtPayout> find(const payouts::PayoutId& id) const;

 private:
  store::Store& store_;
};

}  // namespace payoutd::actions
