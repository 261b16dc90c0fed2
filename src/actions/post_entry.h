// actions/post_entry.h: an entry into the ledger: counted into the accounts by ledger::post() and
// kept, in one transaction.
#pragma once

#include <optional>
#include <string>

#include "store/transaction.h"

namespace payoutd::actions {

// What an entry is kept with.
struct EntryNote {
  std::optional<payouts::PayoutNumber> payout;
  std::string remarks;
  base::Timestamp now;
  std::optional<int64_t> reward{};  // its number
};

// Posts an entry that resolves nothing, and gives its number. All its postings are of one currency.
// Refusals: those of ledger::post, by their names.
base::Result<store::EntryNumber> post_entry(store::Transaction& transaction,
                                            payouts::OwnerKey owner, const ledger::Entry& entry,
                                            const EntryNote& note);

// Posts or voids a pending entry, once. Refusals: likewise.
base::Result<store::EntryNumber> resolve_entry(store::Transaction& transaction,
                                               payouts::OwnerKey owner, store::EntryNumber pending,
                                               ledger::Purpose purpose, const EntryNote& note);

}  // namespace payoutd::actions
