#include "sim/planted_transaction.h"

#include <algorithm>

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
  if (drop_unlock(owner, entry)) return;
  // Only where the wallet has the money: else the ledger's own checks would stop the run.
  const bool paid = entry.entry.purpose == ledger::Purpose::payout_paid;
  const bool affordable = ledger::available(accounts.wallet()) >= entry.amount.micro;
  if (plant_ == Plant::counted_twice && paid && affordable) {
    count_again(accounts, entry.entry, false);
  }
  real().add_entry(owner, entry);
}

// As if nothing was posted.
bool PlantedTransaction::drop_unlock(OwnerKey owner, const store::StoredEntry& entry) {
  if (plant_ != Plant::silent_unlock || entry.entry.purpose != ledger::Purpose::reward_unlocked) {
    return false;
  }
  store::CurrencyAccounts& accounts = real().change_accounts(owner, entry.amount.currency);
  for (const ledger::Posting& posting : entry.entry.postings) {
    ledger::Counters& counters = accounts.accounts[static_cast<size_t>(posting.account)].counters;
    const bool debit = posting.side == ledger::Side::debit;
    (debit ? counters.debits_posted : counters.credits_posted) -= posting.amount.micro;
  }
  if (auto changing = real().change_owner(owner)) --(*changing)->entry_count;
  return true;
}

std::optional<store::StoredReward> PlantedTransaction::find_reward(const referrals::RewardId& id) {
  auto stored = real().find_reward(id);
  if (plant_ != Plant::reversed_in_use || !stored) return stored;
  referrals::Reward& reward = stored->reward;
  // Only where the wallet has the money: else the ledger's own checks would stop the run.
  const auto& accounts = real().change_accounts(stored->owner, reward.amount.currency);
  const bool affordable = ledger::available(accounts.wallet()) >= reward.amount.micro;
  if (affordable && reward.free_micro + reward.reserved_micro == reward.amount.micro) {
    reward.free_micro = reward.amount.micro;
    reward.reserved_micro = 0;
  }
  return stored;
}

std::vector<referrals::Reward> PlantedTransaction::find_free_rewards(OwnerKey user,
                                                                     money::Currency currency,
                                                                     int64_t after,
                                                                     uint32_t limit) {
  auto rewards = real().find_free_rewards(user, currency, after, limit);
  const bool all = after == 0 && rewards.size() < limit;
  if (plant_ == Plant::newest_first && all) std::ranges::reverse(rewards);
  return rewards;
}

void PlantedTransaction::add_reward(OwnerKey user, const referrals::Reward& reward) {
  referrals::Reward changed = reward;
  if (plant_ == Plant::early_unlock && reward.unlocks_at > reward.created_at) {
    changed.unlocks_at.micros -= 400'000;
  }
  real().add_reward(user, changed);
}

std::optional<store::ReferralPayment> PlantedTransaction::find_referral_payment(
    std::string_view payment_id) {
  auto payment = real().find_referral_payment(payment_id);
  if (plant_ != Plant::double_reward || !payment || !payment->rewarded) return payment;
  // Not what was told long ago: it would be told with other content first, and taken.
  const auto reward = real().find_reward(*payment->rewarded, payment->reward);
  const bool fresh = reward && reward->reward.status == referrals::RewardStatus::pending;
  return fresh ? std::nullopt : payment;
}

void PlantedTransaction::add_referral_payment(const store::ReferralPayment& payment) {
  if (plant_ == Plant::double_reward && real().find_referral_payment(payment.payment_id)) return;
  real().add_referral_payment(payment);
}

std::optional<store::Spending> PlantedTransaction::find_spending(OwnerKey user,
                                                                 std::string_view invoice_id) {
  if (plant_ == Plant::covered_again) return std::nullopt;
  return real().find_spending(user, invoice_id);
}

void PlantedTransaction::add_spending(OwnerKey user, const store::Spending& spending) {
  if (plant_ == Plant::covered_again && real().find_spending(user, spending.invoice_id)) return;
  real().add_spending(user, spending);
}

void PlantedTransaction::put_profile(OwnerKey user, const store::Profile& profile) {
  store::Profile changed = profile;
  if (plant_ == Plant::stale_tier) changed.tier = 0;
  real().put_profile(user, changed);
}

void PlantedTransaction::update_reward(OwnerKey user, const referrals::Reward& reward) {
  if (plant_ == Plant::kept_rewards) {
    const auto before = real().find_reward(user, reward.number);
    const bool gives_back = before && reward.free_micro > before->reward.free_micro;
    if (gives_back) return;
  }
  real().update_reward(user, reward);
}

void PlantedTransaction::add_reward_use(OwnerKey user, PayoutNumber payout,
                                        const store::RewardUse& use) {
  if (plant_ == Plant::lost_use && !real().find_reward_uses(user, payout).empty()) return;
  real().add_reward_use(user, payout, use);
}

void PlantedTransaction::put_attempt(OwnerKey owner, PayoutNumber payout,
                                     const payouts::Attempt& attempt) {
  const bool begins = attempt.state == payouts::AttemptState::sending && attempt.submissions == 1;
  if (plant_ == Plant::unjournalled && begins) return;
  real().put_attempt(owner, payout, attempt);
}

}  // namespace payoutd::sim
