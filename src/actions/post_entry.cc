#include "actions/post_entry.h"

#include "base/check.h"
#include "ledger/post.h"

namespace payoutd::actions {
namespace {

// All that moves: the debits, which the credits equal.
money::Amount moved_by(const ledger::Entry& entry) {
  money::Amount moved{0, entry.postings.front().amount.currency};
  for (const ledger::Posting& posting : entry.postings) {
    base::check(posting.amount.currency == moved.currency, "an entry here is of one currency");
    if (posting.side == ledger::Side::debit) moved.micro += posting.amount.micro;
  }
  return moved;
}

base::Result<store::EntryNumber> keep(store::Transaction& transaction, payouts::OwnerKey owner,
                                      const ledger::Entry& entry,
                                      const ledger::PendingEntry* pending,
                                      std::optional<store::EntryNumber> resolves,
                                      const EntryNote& note) {
  auto changing = transaction.change_owner(owner);
  if (!changing) return base::forward(std::move(changing));
  base::check(!entry.postings.empty(), "an entry has postings");
  const money::Amount moved = moved_by(entry);
  store::CurrencyAccounts& accounts = transaction.change_accounts(owner, moved.currency);
  if (auto posted = ledger::post(entry, pending, accounts.accounts); !posted) {
    return base::refused(
        std::string(ledger::to_text(posted.error())),
        "the ledger refuses the entry: " + std::string(ledger::to_text(posted.error())));
  }
  accounts.updated_at = note.now;
  if (!accounts.wallet_id) accounts.created_at = note.now;
  const store::EntryNumber number = ++(*changing)->entry_count;
  transaction.add_entry(owner, {.number = number,
                                .entry = entry,
                                .amount = moved,
                                .payout = note.payout,
                                .resolves = resolves,
                                .remarks = note.remarks,
                                .created_at = note.now,
                                .reward = note.reward});
  return number;
}

}  // namespace

base::Result<store::EntryNumber> post_entry(store::Transaction& transaction,
                                            payouts::OwnerKey owner, const ledger::Entry& entry,
                                            const EntryNote& note) {
  return keep(transaction, owner, entry, nullptr, std::nullopt, note);
}

base::Result<store::EntryNumber> resolve_entry(store::Transaction& transaction,
                                               payouts::OwnerKey owner, store::EntryNumber pending,
                                               ledger::Purpose purpose, const EntryNote& note) {
  const auto held = transaction.find_entry(owner, pending);
  base::check(held.has_value(), "a payout's hold is in the ledger");
  ledger::PendingEntry found{held->entry.postings, std::nullopt};
  if (const auto resolution = transaction.find_resolution(owner, pending)) {
    found.resolved_by = ledger::kind_of(resolution->entry.purpose);
  }
  return keep(transaction, owner, {purpose, held->entry.postings}, &found, pending, note);
}

}  // namespace payoutd::actions
