// actions/hold_payout.h: a payout that comes to be: checked beside what is stored, its money held,
// its first history row written. Runs inside a transaction.
#pragma once

#include "actions/authenticate.h"
#include "base/seal.h"
#include "payouts/new_payout.h"
#include "store/transaction.h"

namespace payoutd::actions {

// With what identifiers are sealed.
struct Sealing {
  const base::SealKey& key;
  base::Random& random;
};

// What a payout's, and a beneficiary's, identifiers are sealed under.
std::string sealing_context(const base::Uuid& id);

// Refusals, the first that applies, and none has written anything: `too_many_payouts`,
// `invalid_fields` (Error::fields: wallet_id and beneficiary_id `not_found`, currency
// `wallet_currency`, inline fields `conflict`), `duplicate_reference` (Error::fields: `payout_id`,
// whose message is the id of the payout that has it), `amount_out_of_range` (the fees),
// `insufficient_funds`.
base::Result<store::StoredPayout> hold_payout(store::Transaction& transaction, const Caller& caller,
                                              const payouts::NewPayout& asked,
                                              const payouts::PayoutId& id, base::Timestamp now,
                                              const Sealing& sealing);

// Refusal: `too_many_payouts`.
base::Status expect_room(const store::Owner& owner);

// A payout whose money is held gets its number and is stored, with its first history row. Refusals:
// `duplicate_reference`.
base::Status add_held_payout(store::Transaction& transaction, store::Owner& owner,
                             store::StoredPayout& stored);

}  // namespace payoutd::actions
