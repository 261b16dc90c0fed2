// actions/save_beneficiary.h: people whom a client pays again and again.
#pragma once

#include <functional>
#include <vector>

#include "actions/hold_payout.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// A saved beneficiary and what it has been paid. Identifiers stay sealed: they are never shown.
struct BeneficiaryWithTotals {
  store::Beneficiary beneficiary;
  std::vector<store::BeneficiaryTotal> totals;
};

// `done` gets it once it is durable. Errors: the writer's.
void save_beneficiary(store::Writer& writer, const base::Clock& clock, const Sealing& sealing,
                      const Caller& caller, payouts::NewBeneficiary asked,
                      std::function<void(base::Result<BeneficiaryWithTotals>)> done);

// Refusal: `beneficiary_not_found`. Or the writer's errors.
void delete_beneficiary(store::Writer& writer, const base::Clock& clock, const Caller& caller,
                        const payouts::BeneficiaryId& id, std::function<void(base::Status)> done);

// Nothing: there is none, or it is another owner's. Errors: the store's.
base::Result<std::optional<BeneficiaryWithTotals>> find_beneficiary(
    store::Store& store, payouts::OwnerKey owner, const payouts::BeneficiaryId& id);

// `query.search` as it was asked for: it is folded here.
base::Result<store::PageOf<BeneficiaryWithTotals>> list_beneficiaries(
    store::Store& store, payouts::OwnerKey owner, store::BeneficiaryQuery query);

}  // namespace payoutd::actions
