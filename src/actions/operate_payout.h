// actions/operate_payout.h: what an operator says of a payout (docs/OPERATOR_API.md, "The queue").
// A payout that a rail has in hand is nobody's: who sent it as well would pay twice.
#pragma once

#include <optional>
#include <string>

#include "actions/keep_operators.h"

namespace payoutd::actions {

// What an operator has seen of a payout.
struct SeenPayout {
  money::Amount amount;
  std::string network;  // empty: there was none
  std::string address;  // likewise
};

// Who approves of what, when.
struct FourEyes {
  std::optional<int64_t> above_micro;  // nothing: nobody needs to
  bool first_works = false;            // the setting's token: else its approvals do not count
};

// Safe from any thread. What it is made of must outlive it and the changes that it gave. Refusals
// of each, the first that applies: `payout_not_found`; `payout_not_actionable` (imported history,
// at its end, a rail has an attempt of it that is not over, or it cannot go there from where it
// is).
class OperatePayouts {
 public:
  OperatePayouts(const base::Clock& clock, FourEyes four_eyes)
      : clock_(clock), four_eyes_(four_eyes) {}

  // A person has it in hand: payoutd does not look at it again until that person says more.
  Change<Nothing> mark_processing(std::string who, payouts::PayoutId id) const;
  // Also `approval_required`: it is above the limit, and nobody else has approved of it as it is,
  // or `who` is among those who did.
  Change<Nothing> mark_sent(std::string who, payouts::PayoutId id, std::string tx_hash) const;
  // The reason, if there is one, becomes the note.
  Change<Nothing> mark_failed(std::string who, payouts::PayoutId id, std::string reason) const;
  Change<Nothing> mark_cancelled(std::string who, payouts::PayoutId id, std::string reason) const;
  // Also `approval_mismatch`: the payout is not what was seen.
  Change<Nothing> approve(std::string who, payouts::PayoutId id, SeenPayout seen) const;

 private:
  bool is_approved(store::Transaction& transaction, const store::StoredPayout& stored,
                   const std::string& sender) const;

  const base::Clock& clock_;
  const FourEyes four_eyes_;
};

}  // namespace payoutd::actions
