#include "actions/beneficiary_totals.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::actions {
namespace {

store::BeneficiaryTotal find_total(store::Transaction& transaction,
                                   const store::StoredPayout& stored) {
  const money::Currency currency = stored.payout.amount.currency;
  const auto totals = transaction.find_totals(stored.owner, *stored.payout.beneficiary_id);
  const auto found = std::find_if(totals.begin(), totals.end(),
                                  [&](const auto& each) { return each.currency == currency; });
  return found != totals.end() ? *found : store::BeneficiaryTotal{currency, 0, 0, {}};
}

}  // namespace

void count_total(store::Transaction& transaction, const store::StoredPayout& stored) {
  if (!stored.payout.beneficiary_id) return;
  store::BeneficiaryTotal total = find_total(transaction, stored);
  ++total.payouts;
  total.amount_micro += stored.payout.amount.micro;
  total.last_payout_at = std::max(total.last_payout_at, stored.payout.created_at);
  transaction.put_total(stored.owner, *stored.payout.beneficiary_id, total);
}

void uncount_total(store::Transaction& transaction, const store::StoredPayout& stored) {
  if (!stored.payout.beneficiary_id) return;
  store::BeneficiaryTotal total = find_total(transaction, stored);
  base::check(total.payouts > 0 && total.amount_micro >= stored.payout.amount.micro,
              "a payout counts in its beneficiary's totals until it ends unpaid");
  --total.payouts;
  total.amount_micro -= stored.payout.amount.micro;
  transaction.put_total(stored.owner, *stored.payout.beneficiary_id, total);
}

}  // namespace payoutd::actions
