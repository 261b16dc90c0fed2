#include "actions/verify_books.h"

#include <algorithm>

#include "payouts/money_of.h"
#include "payouts/move_table.h"

namespace payoutd::actions {

using ledger::AccountKind;
using ledger::Purpose;
using payouts::Attempt;
using payouts::AttemptState;
using payouts::Status;

void VerifyBooks::breach(const std::string& what) {
  report_.breach("owner " + base::to_text(owner_.id.value) + ": " + what);
}

void VerifyBooks::breach(payouts::PayoutNumber payout, const std::string& what) {
  breach("payout number " + std::to_string(payout) + " " + what);
}

VerifyBooks::Life* VerifyBooks::find(payouts::PayoutNumber payout, const char* who) {
  if (payout < lives_.size()) return &lives_[payout];
  breach(std::string(who) + " names payout number " + std::to_string(payout) +
         ", which does not exist");
  return nullptr;
}

void VerifyBooks::payout(const payouts::PayoutView& payout) {
  if (payout.number >= owner_.payout_count) return;  // told elsewhere; it could be any number
  if (payout.number >= lives_.size()) lives_.resize(payout.number + size_t{1});
  Life& life = lives_[payout.number];
  life.amount_micro = payout.amount.micro;
  life.fees_micro = payout.fees_micro;
  life.currency = payout.amount.currency.position();
  life.status = payout.status;
  life.imported = payout.imported;
  if (payout.imported && payout.status == Status::completed) {
    imported_[payout.amount.currency] +=
        static_cast<money::Sum>(payout.amount.micro) + payout.fees_micro;
  }
  const auto end = payouts::resolution_of(payout.status);
  if (payout.beneficiary_id && end != Purpose::payout_returned) {
    Paid& paid = paid_[{*payout.beneficiary_id, payout.amount.currency}];
    ++paid.payouts;
    paid.amount_micro += payout.amount.micro;
  }
}

void VerifyBooks::tie(payouts::PayoutNumber payout, std::optional<store::EntryNumber> hold_entry,
                      std::optional<base::Timestamp> due_at) {
  Life* const life = find(payout, "a row");
  if (life == nullptr) return;
  life->hold_entry = hold_entry.value_or(0);
  life->due = due_at.has_value();
}

void VerifyBooks::check_balance(const store::StoredEntry& stored) {
  std::map<money::Currency, money::Sum> balance;
  for (const ledger::Posting& posting : stored.entry.postings) {
    const money::Sum micro = posting.amount.micro;
    balance[posting.amount.currency] += posting.side == ledger::Side::debit ? micro : -micro;
  }
  const bool balanced = std::all_of(balance.begin(), balance.end(),
                                    [](const auto& each) { return each.second == 0; });
  if (!balanced || stored.entry.postings.empty()) {
    breach("entry " + std::to_string(stored.number) + " does not balance");
  }
}

void VerifyBooks::check_payouts_entry(const store::StoredEntry& stored) {
  const std::string name = "entry " + std::to_string(stored.number);
  const Purpose purpose = stored.entry.purpose;
  if (purpose == Purpose::funding || purpose == Purpose::history) {
    if (stored.payout || stored.resolves) breach(name + " belongs to a payout and must not");
    return;
  }
  if (!stored.payout) return breach(name + " belongs to no payout");
  Life* const life = find(*stored.payout, name.c_str());
  if (life == nullptr) return;
  const ledger::Entry expected = payouts::held_money(
      {life->amount_micro, money::currency_at(life->currency)}, life->fees_micro);
  if (stored.entry.postings != expected.postings) {
    breach(*stored.payout, "and its " + name + " are about different money");
  }
  if (purpose == Purpose::payout_held) {
    if (life->hold_entry != stored.number)
      breach(*stored.payout, "does not know its hold, " + name);
    if (life->held) breach(*stored.payout, "holds its money twice");
    life->held = true;
    return;
  }
  if (stored.resolves != life->hold_entry) breach(name + " settles another hold than its payout's");
  if (life->settled) breach(*stored.payout, "has its hold settled twice");
  life->settled = purpose;
}

void VerifyBooks::count(const store::StoredEntry& stored) {
  for (const ledger::Posting& posting : stored.entry.postings) {
    ledger::Counters& counters = counted_[{posting.amount.currency, posting.account}];
    const bool debit = posting.side == ledger::Side::debit;
    money::Sum& pending = debit ? counters.debits_pending : counters.credits_pending;
    money::Sum& posted = debit ? counters.debits_posted : counters.credits_posted;
    const money::Sum micro = posting.amount.micro;
    switch (kind_of(stored.entry.purpose)) {
      case ledger::EntryKind::posted:
        posted += micro;
        break;
      case ledger::EntryKind::pending:
        pending += micro;
        break;
      case ledger::EntryKind::post_pending:
        pending -= micro;
        posted += micro;
        break;
      case ledger::EntryKind::void_pending:
        pending -= micro;
        break;
    }
  }
}

void VerifyBooks::entry(const store::StoredEntry& stored) {
  ++report_.entries;
  if (stored.number != ++entries_) {
    breach("entry " + std::to_string(stored.number) + " stands where " + std::to_string(entries_) +
           " is expected");
    entries_ = stored.number;
  }
  check_balance(stored);
  check_payouts_entry(stored);
  count(stored);
}

void VerifyBooks::accounts(const store::CurrencyAccounts& accounts) {
  for (const ledger::Account& account : accounts.accounts) {
    kept_[{account.currency, account.kind}] = account.counters;
  }
  if (accounts.wallet_id) ++wallets_;
  if (accounts.wallet_id.value_or(1) < 1 ||
      accounts.wallet_id.value_or(1) > std::max<int64_t>(owner_.wallet_count, 1)) {
    breach("wallet " + std::to_string(*accounts.wallet_id) + " is numbered out of order");
  }
  if (available(accounts.wallet()) < 0) {
    breach("the wallet in " + std::string(accounts.currency().code()) + " is below zero");
  }
}

void VerifyBooks::history(payouts::PayoutNumber payout, int64_t position, int64_t event,
                          const payouts::HistoryRow& row) {
  events_.push_back(event);
  Life* const life = find(payout, "a history row");
  if (life == nullptr) return;
  if (position != life->moves) breach(payout, "has a gap in its history");
  if (position == 0) {
    if (row.from || row.to != Status::created) breach(payout, "does not begin as created");
  } else {
    const bool follows = row.from == life->reached;
    if (!follows) breach(payout, "has a history that does not hang together");
    if (row.from && !payouts::may_move(*row.from, row.to)) {
      breach(payout, "went from " + std::string(to_text(*row.from)) + " to " +
                         std::string(to_text(row.to)) + ", which no payout may");
    }
    if (row.at < life->moved_at) breach(payout, "has a history that runs backwards");
  }
  ++life->moves;
  life->reached = row.to;
  life->moved_at = row.at;
  life->moved_by = row.actor.type;
}

void VerifyBooks::attempt(payouts::PayoutNumber payout, const Attempt& attempt) {
  Life* const life = find(payout, "an attempt");
  if (life == nullptr) return;
  if (attempt.number != ++life->attempts) breach(payout, "has a gap in its attempts");
  if (life->last_attempt && *life->last_attempt != AttemptState::needs_action) {
    breach(payout,
           "was attempted again while an attempt was " + std::string(to_text(*life->last_attempt)));
  }
  if (attempt.submissions > 1 + attempt.not_received) {
    breach(payout, "was submitted " + std::to_string(attempt.submissions) +
                       " times although its rail had it");
  }
  life->last_attempt = attempt.state;
}

void VerifyBooks::idempotency(const store::IdempotencyRecord& record) {
  if (record.payout) find(*record.payout, "an idempotency key");
}

void VerifyBooks::total(const payouts::BeneficiaryId& id, const store::BeneficiaryTotal& total) {
  const auto found = paid_.find({id, total.currency});
  const Paid paid = found != paid_.end() ? found->second : Paid{};
  if (paid.payouts != total.payouts || paid.amount_micro != total.amount_micro) {
    breach("the totals of beneficiary " + to_text(id) + " in " +
           std::string(total.currency.code()) + " are not the sum of its payouts");
  }
  if (found != paid_.end()) paid_.erase(found);
}

// A person who has taken a payout in hand tells what becomes of it; payoutd does not ask.
void VerifyBooks::finish_due(payouts::PayoutNumber number, const Life& life) {
  const bool open = !life.imported && !is_final(life.status);
  if (!open) {
    if (life.due) breach(number, "is over and due all the same");
  } else if (is_in_hand(life)) {
    if (life.due) breach(number, "is in a person's hand and due all the same");
  } else if (!life.due) {
    breach(number, "is open and nobody will look at it again");
  }
}

bool VerifyBooks::is_in_hand(const Life& life) {
  return life.status == Status::processing && life.moved_by == payouts::ActorType::operator_person;
}

void VerifyBooks::finish_payout(payouts::PayoutNumber number, const Life& life) {
  finish_due(number, life);
  if (life.imported) {
    if (life.moves != 0 || life.attempts != 0 || life.hold_entry != 0) {
      breach(number, "is imported history and has a life here");
    }
    return;
  }
  if (life.moves == 0) return breach(number, "has no history");
  if (life.reached != life.status) {
    breach(number, "is " + std::string(to_text(life.status)) + ", its history says " +
                       std::string(to_text(life.reached)));
  }
  if (!life.held) breach(number, "holds no money");
  if (life.settled != payouts::resolution_of(life.status)) {
    breach(number, "is " + std::string(to_text(life.status)) + " and its money is " +
                       (life.settled ? std::string(to_text(*life.settled)) : "still held"));
  }
  finish_attempts(number, life);
}

void VerifyBooks::finish_attempts(payouts::PayoutNumber number, const Life& life) {
  if (!life.last_attempt) return;
  const AttemptState state = *life.last_attempt;
  const bool on_its_way = life.status == Status::processing || life.status == Status::settling;
  const bool agrees = !payouts::is_final(state)          ? on_its_way
                      : state == AttemptState::settled   ? life.status == Status::completed
                      : state == AttemptState::refused   ? life.status == Status::failed
                      : state == AttemptState::cancelled ? life.status == Status::cancelled
                                                         : !on_its_way || is_in_hand(life);
  if (!agrees) {
    breach(number, "is " + std::string(to_text(life.status)) + " while its attempt is " +
                       std::string(to_text(state)));
  }
}

void VerifyBooks::finish_accounts() {
  for (const auto& [key, counters] : counted_) {
    if (kept_[key] != counters) {
      breach("the " + std::string(to_text(key.second)) + " account in " +
             std::string(key.first.code()) + " is not the sum of its postings");
    }
    kept_.erase(key);
  }
  for (const auto& [key, counters] : kept_) {
    if (counters != ledger::Counters{}) {
      breach("the " + std::string(to_text(key.second)) + " account in " +
             std::string(key.first.code()) + " has money without postings");
    }
  }
  for (const auto& [currency, micro] : imported_) {
    if (counted_[{currency, AccountKind::imported}].debits_posted != micro) {
      breach("what imported history in " + std::string(currency.code()) +
             " has paid is not what the ledger says");
    }
  }
}

void VerifyBooks::finish_events() {
  std::ranges::sort(events_);
  const auto twice = std::ranges::adjacent_find(events_);
  if (twice != events_.end()) {
    breach("event " + std::to_string(*twice) + " is there twice");
  }
  const auto count = static_cast<int64_t>(events_.size());
  if (count != owner_.event_count ||
      (count > 0 && (events_.front() != 1 || events_.back() != count))) {
    breach("events are not numbered up to their count");
  }
}

void VerifyBooks::finish() {
  for (size_t number = 0; number < lives_.size(); ++number) {
    finish_payout(static_cast<payouts::PayoutNumber>(number), lives_[number]);
  }
  finish_accounts();
  if (!paid_.empty()) breach("a beneficiary has payouts and no totals");
  if (entries_ != owner_.entry_count) breach("entries are not numbered up to their count");
  finish_events();
  if (wallets_ != owner_.wallet_count) breach("wallets are not numbered up to their count");
}

}  // namespace payoutd::actions
