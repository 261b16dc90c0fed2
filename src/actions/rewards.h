// actions/rewards.h: what becomes of rewards: credited, unlocked, reversed, spent. Runs inside a
// transaction; who asks for it (an operator, the worker that unlocks) is not its business.
#pragma once

#include <optional>
#include <string>

#include "referrals/tiers.h"
#include "store/transaction.h"

namespace payoutd::actions {

// Of the installation.
struct ReferralRules {
  money::Currency currency;                            // of every user's rewards and payouts
  int64_t hold_micros = 14LL * 24 * 3600 * 1'000'000;  // from a reward's creation to its unlocking
  referrals::Tiers tiers;
};

struct NewCredit {
  int64_t amount_micro = 0;  // 1 to money::amount_max_micro (checked)
  std::string note;
  bool available = false;  // at once
};

// A credit by hand. Refusal: `user_not_found` (no such owner, or a client).
base::Result<store::StoredReward> credit_reward(store::Transaction& transaction,
                                                const ReferralRules& rules, payouts::OwnerKey user,
                                                const NewCredit& credit,
                                                const referrals::RewardId& id, base::Timestamp now);

// What an invitee has paid to the company.
struct InviteePayment {
  std::string payment_id;
  payouts::OwnerKey invitee;
  int64_t amount_micro = 0;  // 1 to money::amount_max_micro (checked)
};

// The reward that came of it, nothing if there is none: nobody invited who paid, or a share of it
// is less than half a micro-unit. A payment that was told before gives what came of it then.
// Refusals: `payment_differs` (it was told with other content), `user_not_found`.
base::Result<std::optional<store::StoredReward>> reward_payment(store::Transaction& transaction,
                                                                const ReferralRules& rules,
                                                                const InviteePayment& payment,
                                                                const referrals::RewardId& id,
                                                                base::Timestamp now);

// Refusals: `reward_not_found`, `reward_not_actionable` (it is not pending).
base::Result<store::StoredReward> unlock_reward(store::Transaction& transaction,
                                                const referrals::RewardId& id, base::Timestamp now);
// The same for one that is known to be pending.
void unlock_pending(store::Transaction& transaction, store::StoredReward& stored,
                    base::Timestamp now);

// Takes a reward back, pending or available, whole. `reason` becomes its note. Refusals:
// `reward_not_found`, `reward_in_use` (something of it is taken), `reward_not_actionable` (it is
// at its end).
base::Result<store::StoredReward> reverse_reward(store::Transaction& transaction,
                                                 const referrals::RewardId& id,
                                                 const std::string& reason, base::Timestamp now);

// An invoice of the company that a user's rewards pay.
struct NewSpending {
  std::string invoice_id;
  int64_t amount_micro = 0;  // 1 to money::amount_max_micro (checked)
};

// Refusals: `user_not_found`, `invoice_already_covered`, `balance_insufficient`.
base::Status spend_on_invoice(store::Transaction& transaction, const ReferralRules& rules,
                              payouts::OwnerKey user, const NewSpending& spending,
                              base::Timestamp now);

}  // namespace payoutd::actions
