// sim/planted_transaction.h: a transaction with a bug in it; see plant.h.
#pragma once

#include "sim/pass_through_transaction.h"
#include "sim/plant.h"

namespace payoutd::sim {

class PlantedTransaction final : public PassThroughTransaction {
 public:
  PlantedTransaction(store::Transaction& real, Plant plant)
      : PassThroughTransaction(real), plant_(plant) {}

  std::optional<store::IdempotencyRecord> find_idempotency(OwnerKey owner,
                                                           std::string_view key) override;
  base::Status insert_payout(OwnerKey owner, const payouts::PayoutView& payout,
                             std::optional<store::EntryNumber> hold_entry,
                             std::optional<base::Timestamp> due_at) override;
  void update_payout(const store::StoredPayout& payout) override;
  void add_history(OwnerKey owner, PayoutNumber payout, int64_t position, int64_t event,
                   const base::Uuid& event_id, const payouts::HistoryRow& row) override;
  void add_entry(OwnerKey owner, const store::StoredEntry& entry) override;
  void put_attempt(OwnerKey owner, PayoutNumber payout, const payouts::Attempt& attempt) override;

  std::optional<store::StoredReward> find_reward(const referrals::RewardId& id) override;
  using PassThroughTransaction::find_reward;
  std::vector<referrals::Reward> find_free_rewards(OwnerKey user, money::Currency currency,
                                                   int64_t after, uint32_t limit) override;
  void add_reward(OwnerKey user, const referrals::Reward& reward) override;
  std::optional<store::ReferralPayment> find_referral_payment(std::string_view payment_id) override;
  std::optional<store::Spending> find_spending(OwnerKey user, std::string_view invoice_id) override;
  void put_profile(OwnerKey user, const store::Profile& profile) override;
  void update_reward(OwnerKey user, const referrals::Reward& reward) override;
  void add_reward_use(OwnerKey user, PayoutNumber payout, const store::RewardUse& use) override;
  void add_referral_payment(const store::ReferralPayment& payment) override;
  void add_spending(OwnerKey user, const store::Spending& spending) override;

 private:
  bool drop_unlock(OwnerKey owner, const store::StoredEntry& entry);

  const Plant plant_;
};

}  // namespace payoutd::sim
