// actions/operate_referrals.h: what operators do with referral money, as changes that are audited
// (operator_change.h).
#pragma once

#include "actions/operator_change.h"
#include "actions/referrals.h"
#include "actions/rewards.h"

namespace payoutd::actions {

// A reward and whose it is.
struct OwnedReward {
  store::StoredReward stored;
  payouts::OwnerId user;
};

struct TierChange {
  int64_t old_tier = 0;
  int64_t new_tier = 0;
};

// What an invitee has paid, by what operators know.
struct ToldPayment {
  std::string payment_id;
  payouts::OwnerId invitee;
  int64_t amount_micro = 0;
};

// Safe from any thread. Refusals are those of rewards.h, and `user_not_found`.
class OperateReferrals {
 public:
  OperateReferrals(store::Store& store, const base::Clock& clock, base::Random& random,
                   const ReferralRules& rules)
      : store_(store), clock_(clock), random_(random), rules_(rules) {}

  const ReferralRules& rules() const { return rules_; }

  Change<std::optional<OwnedReward>> pay(ToldPayment payment) const;
  Change<OwnedReward> credit(const payouts::OwnerId& user, NewCredit credit) const;
  Change<OwnedReward> unlock(const referrals::RewardId& id) const;
  Change<OwnedReward> reverse(const referrals::RewardId& id, std::string reason) const;
  Change<bool> spend(const payouts::OwnerId& user, NewSpending spending) const;
  // Refusal: `invalid_tier` too.
  Change<TierChange> set_tier(const payouts::OwnerId& user, int64_t tier, std::string note) const;

  // Refusal: `user_not_found`. Or the store's errors.
  base::Result<ReferralStanding> standing(const payouts::OwnerId& user) const;

 private:
  referrals::RewardId new_id() const;

  store::Store& store_;
  const base::Clock& clock_;
  base::Random& random_;
  const ReferralRules& rules_;
};

}  // namespace payoutd::actions
