#include "sim/planted_transaction.h"

namespace payoutd::sim {
namespace {

// Counts an entry's postings as pending again, or as posted once more.
void count_again(store::CurrencyAccounts& accounts, const ledger::Entry& entry, bool as_pending) {
  for (const ledger::Posting& posting : entry.postings) {
    ledger::Counters& counters = accounts.accounts[static_cast<size_t>(posting.account)].counters;
    const bool debit = posting.side == ledger::Side::debit;
    money::Sum& counter = as_pending ? (debit ? counters.debits_pending : counters.credits_pending)
                                     : (debit ? counters.debits_posted : counters.credits_posted);
    counter += posting.amount.micro;
  }
}

}  // namespace

std::optional<store::IdempotencyRecord> PlantedTransaction::find_idempotency(OwnerKey owner,
                                                                             std::string_view key) {
  if (plant_ == Plant::replay_creates) return std::nullopt;
  return real().find_idempotency(owner, key);
}

base::Status PlantedTransaction::insert_payout(OwnerKey owner, const payouts::PayoutView& payout,
                                               std::optional<store::EntryNumber> hold_entry,
                                               std::optional<base::Timestamp> due_at) {
  payouts::PayoutView changed = payout;
  if (plant_ == Plant::lost_micro && changed.fees_micro > 0) --changed.fees_micro;
  return real().insert_payout(owner, changed, hold_entry, due_at);
}

void PlantedTransaction::update_payout(const store::StoredPayout& payout) {
  store::StoredPayout changed = payout;
  if (plant_ == Plant::forgotten && payout.payout.status == payouts::Status::settling) {
    changed.due_at.reset();
  }
  real().update_payout(changed);
}

void PlantedTransaction::add_history(OwnerKey owner, PayoutNumber payout, int64_t position,
                                     int64_t event, const base::Uuid& event_id,
                                     const payouts::HistoryRow& row) {
  if (plant_ == Plant::silent_move && row.to == payouts::Status::settling) return;
  real().add_history(owner, payout, position, event, event_id, row);
}

void PlantedTransaction::add_entry(OwnerKey owner, const store::StoredEntry& entry) {
  store::CurrencyAccounts& accounts = real().change_accounts(owner, entry.amount.currency);
  if (plant_ == Plant::missing_void && entry.entry.purpose == ledger::Purpose::payout_returned) {
    count_again(accounts, entry.entry, true);
    if (auto changing = real().change_owner(owner)) --(*changing)->entry_count;
    return;
  }
  // Only where the wallet has the money: else the ledger's own checks would stop the run.
  const bool paid = entry.entry.purpose == ledger::Purpose::payout_paid;
  const bool affordable = ledger::available(accounts.wallet()) >= entry.amount.micro;
  if (plant_ == Plant::counted_twice && paid && affordable) {
    count_again(accounts, entry.entry, false);
  }
  real().add_entry(owner, entry);
}

void PlantedTransaction::put_attempt(OwnerKey owner, PayoutNumber payout,
                                     const payouts::Attempt& attempt) {
  const bool begins = attempt.state == payouts::AttemptState::sending && attempt.submissions == 1;
  if (plant_ == Plant::unjournalled && begins) return;
  real().put_attempt(owner, payout, attempt);
}

}  // namespace payoutd::sim
