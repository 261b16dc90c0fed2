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

 private:
  const Plant plant_;
};

}  // namespace payoutd::sim
