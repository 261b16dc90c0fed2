// actions/look_at_payouts.h: a payout as operators see it, whoever it belongs to.
#pragma once

#include <vector>

#include "actions/show_payout.h"
#include "store/store.h"

namespace payoutd::actions {

using store::Approval;

struct LookedAtPayout {
  store::Owner owner;
  ShownPayout shown;
  std::vector<Approval> approvals;  // that count
};

// Safe from any thread.
class LookAtPayouts {
 public:
  explicit LookAtPayouts(store::Store& store) : store_(store) {}

  // Refusal: `payout_not_found`. Or the store's errors.
  base::Result<LookedAtPayout> find(const payouts::PayoutId& id) const;

 private:
  store::Store& store_;
};

}  // namespace payoutd::actions
