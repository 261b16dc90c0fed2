#include "actions/whole_payout.h"

namespace payoutd::actions {
namespace {

std::optional<int64_t> find_wallet(store::Reads& reads, const store::StoredPayout& stored) {
  if (stored.payout.imported) return std::nullopt;
  for (const store::CurrencyAccounts& accounts : reads.find_accounts(stored.owner)) {
    if (accounts.currency() == stored.payout.amount.currency) return accounts.wallet_id;
  }
  return std::nullopt;
}

}  // namespace

WholePayout read_whole(store::Reads& reads, store::StoredPayout stored) {
  const payouts::PayoutNumber number = stored.payout.number;
  WholePayout whole{std::move(stored), {}, {}, {}};
  whole.wallet_id = find_wallet(reads, whole.stored);
  whole.details = reads.find_details(whole.stored.owner, number).value_or(store::PayoutDetails{});
  whole.history = reads.find_history(whole.stored.owner, number);
  return whole;
}

store::StoredPayout as_created(store::StoredPayout stored) {
  payouts::Payout& payout = stored.payout;
  payout.status = payouts::Status::created;
  payout.updated_at = payout.created_at;
  for (auto* const time : {&payout.queued_at, &payout.submitted_at, &payout.completed_at,
                           &payout.failed_at, &payout.cancelled_at, &payout.expired_at}) {
    time->reset();
  }
  payout.failure_code.clear();
  payout.failure_reason.clear();
  payout.tx_hash.clear();
  payout.note.clear();
  return stored;
}

WholePayout as_created(WholePayout whole) {
  whole.stored = as_created(std::move(whole.stored));
  whole.history = {payouts::creation_of(whole.stored.payout)};
  return whole;
}

}  // namespace payoutd::actions
