// actions/beneficiaries.h: people whom a client pays again and again.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "actions/hold_payout.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// A saved beneficiary and what it has been paid. Identifiers stay sealed: they are never shown.
struct BeneficiaryWithTotals {
  store::Beneficiary beneficiary;
  std::vector<store::BeneficiaryTotal> totals;  // by currency's code
};

using store::BeneficiaryQuery;
using store::BeneficiarySort;
using store::BeneficiaryTotal;

// Safe from any thread. What it is made of must outlive it; clock, key and random also the writer,
// which may still have works of it when it is gone.
class Beneficiaries {
 public:
  template <class Result>
  using Done = std::function<void(Result)>;

  Beneficiaries(store::Store& store, store::Writer& writer, const base::Clock& clock,
                const base::SealKey& seal_key, base::Random& random)
      : store_(store), writer_(writer), clock_(clock), sealing_{seal_key, random} {}

  // `done` gets it once it is durable, on the writer's thread. Errors: the writer's.
  void save(const Caller& caller, payouts::NewBeneficiary asked,
            Done<base::Result<BeneficiaryWithTotals>> done);

  // From then on it is not found. Refusal: `beneficiary_not_found`. Or the writer's errors.
  void remove(const Caller& caller, const payouts::BeneficiaryId& id, Done<base::Status> done);

  // One look by key. Nothing: there is none, or it is another owner's. Errors: the store's.
  base::Result<std::optional<BeneficiaryWithTotals>> find(payouts::OwnerKey owner,
                                                          const payouts::BeneficiaryId& id) const;

  // `query.search` as it was asked for: it is folded here. Looks at all that the owner has, so it
  // takes as long as those are many. Errors: the store's.
  base::Result<store::PageOf<BeneficiaryWithTotals>> list(payouts::OwnerKey owner,
                                                          BeneficiaryQuery query) const;

 private:
  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
  const Sealing sealing_;
};

}  // namespace payoutd::actions
