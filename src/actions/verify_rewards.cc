#include "actions/verify_rewards.h"

#include <algorithm>

#include "payouts/move_table.h"
#include "referrals/money_of.h"

namespace payoutd::actions {

using ledger::AccountKind;
using ledger::Purpose;
using referrals::Reward;
using referrals::RewardStatus;

void VerifyRewards::breach(const std::string& what) {
  report_.breach("owner " + base::to_text(owner_.id.value) + ": " + what);
}

void VerifyRewards::breach(const Reward& reward, const std::string& what) {
  breach("reward " + std::to_string(reward.number) + " " + what);
}

void VerifyRewards::payout(const payouts::PayoutView& payout) {
  // Imported history was never paid from a wallet, and clients have no rewards.
  if (payout.imported || owner_.kind != store::OwnerKind::user) return;
  takings_[payout.number] = {payout.amount.micro, payout.status, 0};
}

void VerifyRewards::reward(const Reward& reward,
                           const std::optional<store::ReferralPayment>& payment) {
  if (reward.number != ++rewards_seen_) {
    breach(reward, "stands where " + std::to_string(rewards_seen_) + " is expected");
    rewards_seen_ = reward.number;
  }
  check_parts(reward);
  check_times(reward);
  check_origin(reward, payment);
  rewards_.insert_or_assign(reward.number, Life{.reward = reward});
  Sums& sums = sums_[reward.amount.currency];
  if (reward.status == RewardStatus::pending) sums.pending += reward.free_micro;
  if (reward.status == RewardStatus::available) sums.free += reward.free_micro;
  sums.reserved += reward.reserved_micro;
  sums.spent += reward.spent_micro;
}

void VerifyRewards::check_parts(const Reward& reward) {
  const money::Sum used =
      static_cast<money::Sum>(reward.reserved_micro) + reward.paid_micro + reward.spent_micro;
  const bool reversed = reward.status == RewardStatus::reversed;
  if (used + reward.free_micro != (reversed ? 0 : reward.amount.micro)) {
    breach(reward, "has parts that are not the whole");
  }
  bool agrees = false;
  switch (reward.status) {
    case RewardStatus::pending:
    case RewardStatus::reversed:
      agrees = used == 0;
      break;
    case RewardStatus::available:
      agrees = reward.free_micro > 0 || reward.reserved_micro > 0;
      break;
    case RewardStatus::spent:
      agrees = reward.free_micro == 0 && reward.reserved_micro == 0 && reward.spent_micro > 0;
      break;
    case RewardStatus::paid_out:
      agrees = reward.free_micro == 0 && reward.reserved_micro == 0 && reward.paid_micro > 0;
      break;
  }
  if (!agrees) {
    breach(reward,
           "is " + std::string(to_text(reward.status)) + ", which its parts do not agree with");
  }
}

void VerifyRewards::check_times(const Reward& reward) {
  const bool reversed = reward.status == RewardStatus::reversed;
  const bool was_available = reward.status != RewardStatus::pending && !reversed;
  if (reversed != reward.reversed_at.has_value() ||
      (!reversed && was_available != reward.available_at.has_value())) {
    breach(reward,
           "is " + std::string(to_text(reward.status)) + " at times that belong to another");
  }
  if (reward.unlocks_at < reward.created_at ||
      reward.available_at.value_or(reward.created_at) < reward.created_at ||
      reward.reversed_at.value_or(reward.created_at) < reward.created_at) {
    breach(reward, "was something before it was created");
  }
}

void VerifyRewards::check_origin(const Reward& reward,
                                 const std::optional<store::ReferralPayment>& payment) {
  const bool of_payment = !reward.payment_id.empty();
  if (of_payment != reward.invitee_number.has_value() ||
      of_payment != reward.payment_micro.has_value() || of_payment != reward.rate_bps.has_value() ||
      of_payment != reward.tier.has_value()) {
    return breach(reward, "knows half of where it comes from");
  }
  if (!of_payment) return;
  if (!payment || payment->rewarded != owner_.key || payment->reward != reward.number) {
    breach(reward, "comes of a payment that was not rewarded with it");
  }
  if (*reward.invitee_number < 1 || *reward.invitee_number > owner_.invitee_count) {
    breach(reward, "comes of an invitee that does not exist");
  }
  const bool bounded = *reward.payment_micro > 0 && *reward.rate_bps >= 0 &&
                       *reward.payment_micro <= money::amount_max_micro &&
                       *reward.rate_bps <= 10'000;
  if (!bounded || reward.amount.micro !=
                      referrals::reward_micro_half_even(*reward.payment_micro, *reward.rate_bps)) {
    breach(reward, "is not its rate of what was paid");
  }
  Paid& paid = rewarded_[*reward.invitee_number];
  paid.micro += *reward.payment_micro;
  ++paid.payments;
}

void VerifyRewards::reward_use(payouts::PayoutNumber payout, const store::RewardUse& use) {
  uses_.emplace_back(payout, use);
}

void VerifyRewards::spending(const store::Spending& spending) {
  if (!spendings_.try_emplace(spending.entry, spending).second) {
    breach("entry " + std::to_string(spending.entry) + " paid two invoices");
  }
}

void VerifyRewards::invitee(const store::Invitee& invitee,
                            const std::optional<store::Invitation>& known) {
  const std::string name = "invitee " + std::to_string(invitee.number);
  if (invitee.number != ++invitees_seen_) {
    breach(name + " stands where " + std::to_string(invitees_seen_) + " is expected");
    invitees_seen_ = invitee.number;
  }
  if (!known || known->inviter != owner_.key || known->invitee_number != invitee.number) {
    breach(name + " does not know who invited it");
  }
  if (invitee.total_paid_micro < 0 || (invitee.payments > 0) != (invitee.total_paid_micro > 0)) {
    breach(name + " has paid something by no payment, or the other way round");
  }
  invitees_[invitee.number] = {invitee.total_paid_micro, invitee.payments};
}

void VerifyRewards::attribution(int64_t number) {
  if (number == ++attributions_seen_) return;
  breach("attribution " + std::to_string(number) + " stands where " +
         std::to_string(attributions_seen_) + " is expected");
  attributions_seen_ = number;
}

void VerifyRewards::entry(const store::StoredEntry& entry) {
  if (entry.payout || entry.resolves) {
    breach("entry " + std::to_string(entry.number) + " belongs to a payout and must not");
  }
  if (entry.entry.purpose == Purpose::reward_spent) {
    spent_.emplace(entry.number, entry);
  } else {
    reward_entries_.push_back(entry);
  }
}

void VerifyRewards::accounts(const store::CurrencyAccounts& accounts) {
  Sums& sums = sums_[accounts.currency()];
  sums.wallet_available = available(accounts.wallet());
  sums.wallet_held = held(accounts.wallet());
  for (const ledger::Account& account : accounts.accounts) {
    if (account.kind == AccountKind::pending_rewards) {
      sums.pending_account = ledger::credit_balance(account);
    }
  }
}

void VerifyRewards::rewards_entry(const store::StoredEntry& entry, const std::string& name) {
  const auto found = entry.reward ? rewards_.find(*entry.reward) : rewards_.end();
  if (found == rewards_.end()) return breach(name + " belongs to no reward");
  Life& life = found->second;
  const Reward& reward = life.reward;
  ledger::Entry expected;
  if (entry.entry.purpose == Purpose::reward_credited) {
    ++life.credited;
    expected = referrals::credited_money(reward.amount);
  } else if (entry.entry.purpose == Purpose::reward_unlocked) {
    ++life.unlocked;
    expected = referrals::unlocked_money(reward.amount);
  } else {
    ++life.reversed;
    expected = referrals::reversed_money(reward.amount, reward.available_at.has_value());
  }
  if (entry.entry.postings != expected.postings) {
    breach(reward, "and its " + name + " are about different money");
  }
}

void VerifyRewards::spending_entry(const store::StoredEntry& entry, const std::string& name) {
  if (entry.reward) breach(name + " belongs to a reward and must not");
  const auto spending = spendings_.find(entry.number);
  if (spending == spendings_.end()) return breach(name + " paid no invoice");
  const ledger::Entry expected =
      referrals::spent_money({spending->second.amount_micro, entry.amount.currency});
  if (entry.entry.postings != expected.postings) {
    breach("the spending on an invoice and its " + name + " are about different money");
  }
  sums_[entry.amount.currency].spent_by_entries += spending->second.amount_micro;
}

void VerifyRewards::finish_reward(const Life& life) {
  const Reward& reward = life.reward;
  if (life.credited != 1) {
    breach(reward, "was credited " + std::to_string(life.credited) + " times");
  }
  if (life.unlocked != (reward.available_at ? 1 : 0)) {
    breach(reward, "was unlocked " + std::to_string(life.unlocked) + " times");
  }
  if (life.reversed != (reward.status == RewardStatus::reversed ? 1 : 0)) {
    breach(reward, "was reversed " + std::to_string(life.reversed) + " times");
  }
  if (life.used_by_open != reward.reserved_micro) {
    breach(reward, "reserves another part than open payouts have taken");
  }
  if (life.used_by_paid != reward.paid_micro) {
    breach(reward, "has paid another part than completed payouts have taken");
  }
}

void VerifyRewards::finish_spendings() {
  for (const auto& [number, entry] : spent_) {
    spending_entry(entry, "entry " + std::to_string(number));
  }
  for (const auto& [number, spending] : spendings_) {
    if (!spent_.contains(number)) breach("a spending on an invoice has no entry");
  }
}

void VerifyRewards::finish_sums() {
  for (const auto& [currency, sums] : sums_) {
    const std::string code(currency.code());
    if (sums.pending != sums.pending_account) {
      breach("the pending_rewards account in " + code + " is not the sum of pending rewards");
    }
    if (sums.free != sums.wallet_available) {
      breach("the wallet in " + code + " is not what is free of available rewards");
    }
    if (sums.reserved != sums.wallet_held) {
      breach("the wallet in " + code + " holds another sum than rewards reserve");
    }
    if (sums.spent != sums.spent_by_entries) {
      breach("rewards in " + code + " have spent another sum than invoices took");
    }
  }
}

void VerifyRewards::finish_invitees() {
  for (const auto& [number, paid] : rewarded_) {
    const auto found = invitees_.find(number);
    const Paid kept = found != invitees_.end() ? found->second : Paid{};
    if (kept.micro < paid.micro || kept.payments < paid.payments) {
      breach("invitee " + std::to_string(number) + " has paid less than was rewarded");
    }
  }
  if (invitees_seen_ != owner_.invitee_count) breach("invitees are not numbered up to their count");
  if (attributions_seen_ != owner_.attribution_count) {
    breach("attributions are not numbered up to their count");
  }
}

void VerifyRewards::finish() {
  for (const auto& [payout, use] : uses_) {
    const auto taking = takings_.find(payout);
    const auto life = rewards_.find(use.reward);
    if (taking == takings_.end() || life == rewards_.end()) {
      breach("payout number " + std::to_string(payout) + " has taken of reward " +
             std::to_string(use.reward) + ", and one of them does not exist");
      continue;
    }
    taking->second.taken += use.amount_micro;
    const auto end = payouts::resolution_of(taking->second.status);
    if (!end) life->second.used_by_open += use.amount_micro;
    if (end == Purpose::payout_paid) life->second.used_by_paid += use.amount_micro;
  }
  for (const auto& [number, taking] : takings_) {
    if (taking.taken != taking.amount_micro) {
      breach("payout number " + std::to_string(number) + " has taken another sum of rewards");
    }
  }
  for (const store::StoredEntry& entry : reward_entries_) {
    rewards_entry(entry, "entry " + std::to_string(entry.number));
  }
  for (const auto& [number, life] : rewards_) finish_reward(life);
  finish_spendings();
  if (owner_.kind == store::OwnerKind::user) finish_sums();
  finish_invitees();
  if (rewards_seen_ != owner_.reward_count) breach("rewards are not numbered up to their count");
}

}  // namespace payoutd::actions
