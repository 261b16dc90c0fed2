// actions/verify.h: what must be true of everything that is stored, checked row by row.
#pragma once

#include "actions/verify_report.h"
#include "store/store.h"

namespace payoutd::actions {

// The invariants: the engine finds its file sound; an owner's payouts are numbered 0, 1, 2 …
// without a gap up to its payout_count; no payout's version is above its owner's or below 1;
// amounts are positive and bounded, fees not negative, a client's fit their currency; nothing
// happened before a payout was created, and its id's time is its creation's; the time of an end
// belongs to a payout that ended so; tx_hash only on a completed one; a client's payouts have a
// reference, a user's a network and address; texts are UTF-8. And of the ledger and lives
// (verify_books.h): entries balance and are numbered without a gap; every counter is the sum of its
// postings; a wallet is not below zero; each payout's money is where its status says; its history
// is a path of the table of moves that ends at its status; events are numbered without a gap; there
// was no other attempt while one was open, and none was submitted again without the rail's word
// that it had never come; totals of beneficiaries are the sums of their payouts. The audit
// log is as it was written (verify_audit.h). Errors: the store's (a damaged value among them).
base::Result<VerifyReport> verify(store::Store& store);

}  // namespace payoutd::actions
