#include "actions/rewards.h"

#include "actions/attribution.h"
#include "actions/fund_wallet.h"
#include "actions/post_entry.h"
#include "actions/reward_uses.h"
#include "base/check.h"
#include "ledger/post.h"
#include "referrals/money_of.h"

namespace payoutd::actions {
namespace {

using payouts::OwnerKey;
using referrals::Reward;
using referrals::RewardStatus;

void expect_amount(int64_t micro) {
  base::check(micro > 0 && micro <= money::amount_max_micro, "an amount is above 0 and bounded");
}

void post(store::Transaction& transaction, OwnerKey user, const ledger::Entry& entry,
          const Reward& reward, const char* remarks, base::Timestamp now) {
  const auto posted = post_entry(transaction, user, entry, {{}, remarks, now, reward.number});
  // Every account has what its rewards say: the ledger cannot refuse.
  base::check(posted.has_value(), "a reward's money is where its status says");
}

base::Result<store::Owner*> change_user(store::Transaction& transaction, OwnerKey key) {
  auto owner = transaction.change_owner(key);
  if (!owner || (*owner)->kind != store::OwnerKind::user) {
    return base::refused("user_not_found", "there is no such user");
  }
  return owner;
}

// The reward as it is from now on, credited and, if that is its time, unlocked.
base::Result<store::StoredReward> add(store::Transaction& transaction, const ReferralRules& rules,
                                      OwnerKey user, Reward reward, base::Timestamp now) {
  auto owner = change_user(transaction, user);
  if (!owner) return base::forward(std::move(owner));
  auto wallet = fund_wallet(transaction, user, {0, rules.currency}, {}, now);
  if (!wallet) return base::forward(std::move(wallet));
  reward.number = ++(*owner)->reward_count;
  reward.free_micro = reward.amount.micro;
  reward.created_at = now;
  transaction.add_reward(user, reward);
  post(transaction, user, referrals::credited_money(reward.amount), reward, "Reward credited", now);
  store::StoredReward stored{user, std::move(reward), {}};
  if (stored.reward.unlocks_at <= now) unlock_pending(transaction, stored, now);
  return stored;
}

base::Sha256 meaning_of(const InviteePayment& payment) {
  return base::sha256(std::to_string(payment.invitee.value) + ":" +
                      std::to_string(payment.amount_micro));
}

base::Result<std::optional<store::StoredReward>> told_before(store::Transaction& transaction,
                                                             const store::ReferralPayment& known,
                                                             const InviteePayment& payment) {
  if (known.meaning != meaning_of(payment)) {
    return base::refused("payment_differs",
                         "a payment of this id was told with another invitee or amount");
  }
  if (!known.rewarded) return std::nullopt;
  auto reward = transaction.find_reward(*known.rewarded, known.reward);
  base::check(reward.has_value(), "what came of a payment is there");
  return reward;
}

// Counts what the invitee has paid, and gives it.
store::ShownInvitee count_payment(store::Transaction& transaction,
                                  const store::Invitation& invitation, int64_t micro) {
  auto invitee = transaction.find_invitee(invitation.inviter, invitation.invitee_number);
  base::check(invitee.has_value(), "who was invited is among the inviter's invitees");
  invitee->invitee.total_paid_micro += micro;
  ++invitee->invitee.payments;
  transaction.put_invitee(invitation.inviter, invitee->invitee);
  return *invitee;
}

}  // namespace

base::Result<store::StoredReward> credit_reward(store::Transaction& transaction,
                                                const ReferralRules& rules, OwnerKey user,
                                                const NewCredit& credit,
                                                const referrals::RewardId& id,
                                                base::Timestamp now) {
  expect_amount(credit.amount_micro);
  Reward reward{.id = id, .amount = {credit.amount_micro, rules.currency}, .note = credit.note};
  reward.unlocks_at = {now.micros + (credit.available ? 0 : rules.hold_micros)};
  return add(transaction, rules, user, std::move(reward), now);
}

base::Result<std::optional<store::StoredReward>> reward_payment(store::Transaction& transaction,
                                                                const ReferralRules& rules,
                                                                const InviteePayment& payment,
                                                                const referrals::RewardId& id,
                                                                base::Timestamp now) {
  expect_amount(payment.amount_micro);
  if (const auto known = transaction.find_referral_payment(payment.payment_id)) {
    return told_before(transaction, *known, payment);
  }
  if (auto invitee = change_user(transaction, payment.invitee); !invitee) {
    return base::forward(std::move(invitee));
  }
  store::ReferralPayment record{payment.payment_id, meaning_of(payment), {}, 0, now};
  std::optional<store::StoredReward> rewarded;
  const auto profile = transaction.find_profile(payment.invitee);
  if (profile && profile->invitation) {
    const OwnerKey inviter = profile->invitation->inviter;
    const auto invitee = count_payment(transaction, *profile->invitation, payment.amount_micro);
    if (invitee.invitee.payments == 1) {
      note_attribution(transaction, inviter, store::AttributionKind::first_paid, payment.invitee,
                       "", now);
    }
    const auto own = transaction.find_profile(inviter);
    const referrals::Tier& tier = rules.tiers.of(own ? own->tier : 0);
    const int64_t micro = referrals::reward_micro_half_even(payment.amount_micro, tier.rate_bps);
    if (micro > 0) {
      Reward reward{.id = id, .amount = {micro, rules.currency}};
      reward.invitee_number = invitee.invitee.number;
      reward.payment_id = payment.payment_id;
      reward.payment_micro = payment.amount_micro;
      reward.rate_bps = tier.rate_bps;
      reward.tier = tier.number;
      reward.unlocks_at = {now.micros + rules.hold_micros};
      auto added = add(transaction, rules, inviter, std::move(reward), now);
      if (!added) return base::forward(std::move(added));
      added->invitee = invitee.id;
      record.rewarded = inviter;
      record.reward = added->reward.number;
      rewarded = std::move(*added);
    }
  }
  transaction.add_referral_payment(record);
  return rewarded;
}

void unlock_pending(store::Transaction& transaction, store::StoredReward& stored,
                    base::Timestamp now) {
  unlock(stored.reward, now);
  transaction.update_reward(stored.owner, stored.reward);
  post(transaction, stored.owner, referrals::unlocked_money(stored.reward.amount), stored.reward,
       "Reward unlocked", now);
}

base::Result<store::StoredReward> unlock_reward(store::Transaction& transaction,
                                                const referrals::RewardId& id,
                                                base::Timestamp now) {
  auto stored = transaction.find_reward(id);
  if (!stored) return base::refused("reward_not_found", "there is no such reward");
  if (stored->reward.status != RewardStatus::pending) {
    return base::refused("reward_not_actionable", "the reward is not pending");
  }
  unlock_pending(transaction, *stored, now);
  return *stored;
}

base::Result<store::StoredReward> reverse_reward(store::Transaction& transaction,
                                                 const referrals::RewardId& id,
                                                 const std::string& reason, base::Timestamp now) {
  auto stored = transaction.find_reward(id);
  if (!stored) return base::refused("reward_not_found", "there is no such reward");
  Reward& reward = stored->reward;
  const bool available = reward.status == RewardStatus::available;
  if (!available && reward.status != RewardStatus::pending) {
    return base::refused("reward_not_actionable", "the reward is at its end");
  }
  if (reward.free_micro != reward.amount.micro) {
    return base::refused("reward_in_use", "a payout or an invoice has taken of the reward");
  }
  reverse(reward, now);
  if (!reason.empty()) reward.note = reason;
  transaction.update_reward(stored->owner, reward);
  post(transaction, stored->owner, referrals::reversed_money(reward.amount, available), reward,
       "Reward reversed", now);
  return *stored;
}

base::Status spend_on_invoice(store::Transaction& transaction, const ReferralRules& rules,
                              OwnerKey user, const NewSpending& spending, base::Timestamp now) {
  expect_amount(spending.amount_micro);
  if (auto owner = change_user(transaction, user); !owner) return base::forward(std::move(owner));
  if (transaction.find_spending(user, spending.invoice_id)) {
    return base::refused("invoice_already_covered", "rewards have paid this invoice already");
  }
  const money::Amount amount{spending.amount_micro, rules.currency};
  const auto posted = post_entry(transaction, user, referrals::spent_money(amount),
                                 {{}, "Invoice " + spending.invoice_id, now});
  if (!posted) {
    base::check(posted.error().reason == to_text(ledger::Refusal::wallet_below_zero),
                "only the wallet can refuse");
    return base::refused("balance_insufficient", "the user has less than that available");
  }
  spend_rewards(transaction, user, amount);
  transaction.add_spending(user, {spending.invoice_id, spending.amount_micro, *posted, now});
  return {};
}

}  // namespace payoutd::actions
