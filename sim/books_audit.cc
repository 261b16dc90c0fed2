#include "sim/books_audit.h"

#include <algorithm>

#include "sim/rules.h"

namespace payoutd::sim {
namespace {

using payouts::Status;

std::string named(payouts::PayoutNumber number) {
  return "payout number " + std::to_string(number);
}

}  // namespace

BooksAudit::BooksAudit(const OwnerBook& book, Breaches& breaches)
    : book_(book),
      breaches_(breaches),
      seen_(book.payouts.size()),
      events_(static_cast<size_t>(book.owner.event_count)) {}

void BooksAudit::entry(const store::StoredEntry& entry) {
  if (entry.number != ++entries_) breaches_.tell("the ledger's entries have a gap");
  entries_ = entry.number;
  if (entry.entry.purpose == ledger::Purpose::funding) return;
  if (!entry.payout || *entry.payout >= seen_.size()) {
    return breaches_.tell("an entry of the ledger belongs to no payout");
  }
  money_of_payout(entry);
}

void BooksAudit::money_of_payout(const store::StoredEntry& entry) {
  const KnownPayout& payout = book_.payouts[*entry.payout];
  Seen& seen = seen_[*entry.payout];
  switch (entry.entry.purpose) {
    case ledger::Purpose::payout_held:
      ++seen.holds;
      break;
    case ledger::Purpose::payout_paid:
      ++seen.payments;
      break;
    case ledger::Purpose::payout_returned:
      ++seen.returns;
      break;
    case ledger::Purpose::funding:
    case ledger::Purpose::history:
    case ledger::Purpose::reward_credited:
    case ledger::Purpose::reward_unlocked:
    case ledger::Purpose::reward_reversed:
    case ledger::Purpose::reward_spent:
      return breaches_.tell(named(*entry.payout) + " has an entry of a strange purpose");
  }
  money::Sum debits = 0;
  money::Sum credits = 0;
  for (const ledger::Posting& each : entry.entry.postings) {
    (each.side == ledger::Side::debit ? debits : credits) += each.amount.micro;
  }
  const money::Sum due = static_cast<money::Sum>(payout.amount.micro) + payout.fees_micro;
  if (debits != due || credits != due) {
    breaches_.tell(named(*entry.payout) + " moves another sum than its amount and fees");
  }
}

void BooksAudit::history(payouts::PayoutNumber payout, int64_t position, int64_t event,
                         const payouts::HistoryRow& /*row*/) {
  if (payout >= seen_.size()) return breaches_.tell("a row of history belongs to no payout");
  if (position != seen_[payout].rows++) breaches_.tell(named(payout) + " lacks a row of history");
  const auto place = static_cast<size_t>(event - 1);
  if (event < 1 || place >= events_.size() || events_[place]) {
    return breaches_.tell(named(payout) + " has an event whose number is wrong");
  }
  events_[place] = true;
}

void BooksAudit::attempt(payouts::PayoutNumber payout, const payouts::Attempt& attempt) {
  if (payout >= seen_.size()) return breaches_.tell("an attempt belongs to no payout");
  const bool over = ends_a_life(book_.payouts[payout].status);
  if (over && !payouts::is_final(attempt.state)) {
    breaches_.tell(named(payout) + " is over and has an open attempt");
  }
}

void BooksAudit::idempotency(const store::IdempotencyRecord& record) {
  const auto promised = book_.keys.find(record.key);
  if (promised == book_.keys.end()) return;
  ++keys_found_;
  if (record.payout != promised->second) {
    breaches_.tell("a key stands for another payout than its first answer said");
  }
}

void BooksAudit::finish() {
  if (entries_ != book_.owner.entry_count) breaches_.tell("the ledger lacks its last entries");
  if (std::ranges::find(events_, false) != events_.end()) breaches_.tell("an event is missing");
  if (keys_found_ != book_.keys.size()) breaches_.tell("a key that was answered is forgotten");
  for (size_t i = 0; i < seen_.size(); ++i) {
    const Status status = book_.payouts[i].status;
    const bool paid = status == Status::completed;
    const bool returned = ends_a_life(status) && !paid;
    if (seen_[i].holds != 1 || seen_[i].payments != (paid ? 1 : 0) ||
        seen_[i].returns != (returned ? 1 : 0)) {
      breaches_.tell(named(static_cast<payouts::PayoutNumber>(i)) + " is " +
                     std::string(to_text(status)) + " and has " + std::to_string(seen_[i].holds) +
                     " holds, " + std::to_string(seen_[i].payments) + " payments, " +
                     std::to_string(seen_[i].returns) + " returns");
    }
  }
}

}  // namespace payoutd::sim
