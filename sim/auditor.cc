#include "sim/auditor.h"

#include <algorithm>

#include "base/check.h"
#include "sim/books_audit.h"
#include "sim/rules.h"

namespace payoutd::sim {
namespace {

using payouts::Status;

std::string micro(money::Sum sum) {
  return money::to_digits(sum);
}

int64_t expected_fees(const OwnerBook& book, const money::Amount& amount) {
  for (const payouts::FeeSchedule& each : book.fees) {
    if (each.currency == amount.currency) return price_micro(each, amount);
  }
  return 0;
}

uint64_t digest_of(const std::vector<payouts::HistoryRow>& history, size_t rows) {
  Digest digest;
  for (size_t i = 0; i < std::min(rows, history.size()); ++i) {
    digest.add(static_cast<int64_t>(history[i].to)).add(history[i].at.micros);
    digest.add(history[i].message).add(static_cast<int64_t>(history[i].actor.type));
  }
  return digest.value();
}

}  // namespace

// Hands the rows of one client to the auditor.
class RowAudit final : public store::PayoutSink {
 public:
  RowAudit(Auditor& auditor, OwnerBook& book) : auditor_(auditor), book_(book) {}
  void begin(const store::Owner& owner) override { book_.owner = owner; }
  void payout(const payouts::PayoutView& payout) override { auditor_.look_at_row(book_, payout); }

 private:
  Auditor& auditor_;
  OwnerBook& book_;
};

void Auditor::tell(const payouts::PayoutId& id, const std::string& what) {
  breaches_.tell("payout " + payouts::to_partner_text(id) + " " + what);
}

void Auditor::add_client(const store::Owner& owner, std::vector<payouts::FeeSchedule> fees) {
  OwnerBook book;
  book.owner = owner;
  book.fees = std::move(fees);
  books_.push_back(std::move(book));
}

void Auditor::funded(size_t client, const money::Amount& amount) {
  books_[client].moneys[amount.currency].funded += amount.micro;
}

void Auditor::promised(size_t client, const payouts::Payout& answer, const std::string& key) {
  OwnerBook& book = books_[client];
  if (answer.status != Status::created) tell(answer.id, "was answered as if it were not new");
  if (answer.fees_micro != expected_fees(book, answer.amount)) {
    tell(answer.id, "was answered with other fees than its schedule asks");
  }
  book.promises.push_back({answer.number, answer.id, fields_of(book.owner.key, answer)});
  if (!key.empty()) book.keys.emplace(key, answer.number);
}

void Auditor::said_cancelled(size_t client, payouts::PayoutNumber number) {
  books_[client].cancelled.push_back(number);
}

void Auditor::audit() {
  for (size_t client = 0; client < books_.size(); ++client) {
    audit_client(client, books_[client].seen);
  }
}

void Auditor::audit_everything() {
  audit();
  for (size_t client = 0; client < books_.size(); ++client) {
    audit_client(client, 0);
    BooksAudit rows(books_[client], breaches_);
    const auto read = store_.read_books(books_[client].owner.key, rows, rows);
    if (!read) breaches_.tell("the books cannot be read: " + read.error().message);
    rows.finish();
  }
}

void Auditor::audit_client(size_t client, payouts::Version after) {
  OwnerBook& book = books_[client];
  changed_.clear();
  RowAudit rows(*this, book);
  const auto seen = store_.read_payouts(book.owner.key, after, rows);
  if (!seen) return breaches_.tell("the payouts cannot be read: " + seen.error().message);
  book.seen = *seen;
  if (book.payouts.size() != book.owner.payout_count) {
    breaches_.tell("a client has " + std::to_string(book.payouts.size()) + " payouts and counts " +
                   std::to_string(book.owner.payout_count));
  }
  const auto read = store_.read([&](store::Reads& reads) -> base::Status {
    for (const Changed& each : changed_) look_at_life(client, reads, each);
    look_at_accounts(book, reads);
    return {};
  });
  if (!read) breaches_.tell("the store cannot be read: " + read.error().message);
  look_at_promises(book);
}

void Auditor::look_at_row(OwnerBook& book, const payouts::PayoutView& payout) {
  const uint64_t fields = fields_of(book.owner.key, payout);
  if (payout.version < 1 || payout.version > book.owner.version) {
    tell(payout.id, "has a version that its owner has not reached");
  }
  if (payout.number > book.payouts.size()) {
    return tell(payout.id, "has a number after a gap");
  }
  if (payout.number == book.payouts.size()) look_at_new(book, payout, fields);
  const KnownPayout& known = book.payouts[payout.number];
  if (known.id != payout.id || known.fields != fields || known.fees_micro != payout.fees_micro ||
      known.created_at != payout.created_at) {
    tell(payout.id, "is not what it was");
  }
  changed_.push_back({payout.number, payout.status, finished_at(payout)});
}

void Auditor::look_at_new(OwnerBook& book, const payouts::PayoutView& payout, uint64_t fields) {
  ++created_;
  ++unfinished_;
  const auto asked_for = asked.take(fields);
  if (!asked_for) tell(payout.id, "was asked for by nobody, or is there for the second time");
  if (!book.references.insert(Digest().add(payout.reference_id).value()).second) {
    tell(payout.id, "has the reference of another one");
  }
  if (payout.fees_micro != expected_fees(book, payout.amount)) {
    tell(payout.id, "has fees of " + std::to_string(payout.fees_micro) +
                        " micro-units where its schedule asks " +
                        std::to_string(expected_fees(book, payout.amount)));
  }
  if (asked_for && asked_for->group != 0) ++book.groups[asked_for->group];
  KnownPayout known{.amount = payout.amount};
  known.id = payout.id;
  known.fields = fields;
  known.fees_micro = payout.fees_micro;
  known.created_at = payout.created_at;
  if (asked_for) known.behaviour = asked_for->behaviour;
  book.payouts.push_back(known);
  book.count(known, +1);
}

void Auditor::look_at_life(size_t client, store::Reads& reads, const Changed& changed) {
  OwnerBook& book = books_[client];
  KnownPayout& known = book.payouts[changed.number];
  const auto history = reads.find_history(book.owner.key, changed.number);
  if (const auto fault = fault_of_life(history, changed.status)) tell(known.id, *fault);
  const auto attempts = reads.find_attempts(book.owner.key, changed.number);
  if (const auto fault = fault_of_attempts(attempts, history)) tell(known.id, *fault);
  const bool seen_before = known.rows != 0;
  if (seen_before &&
      (history.size() < known.rows || digest_of(history, known.rows) != known.rows_digest)) {
    tell(known.id, "has a history that was changed");
  }
  known.rows = static_cast<uint32_t>(history.size());
  known.rows_digest = digest_of(history, history.size());
  const bool over = ends_a_life(changed.status);
  if (over && !history.empty() && changed.finished_at != history.back().at) {
    tell(known.id, "ended at another time than its history says");
  }
  if (known.status != changed.status) {
    if (ends_a_life(known.status)) tell(known.id, "went on after it was over");
    book.count(known, -1);
    known.status = changed.status;
    book.count(known, +1);
    if (over) --unfinished_;
    if (changed.status == Status::action_required) stopped_.emplace_back(client, changed.number);
  }
  look_at_bank(known);
}

void Auditor::look_at_bank(const KnownPayout& payout) {
  const BankWitness::Paid paid = bank_.paid(payout.id);
  if (paid.in_the_end > 1) {
    tell(payout.id, "is paid " + std::to_string(paid.in_the_end) + " times by the bank");
  }
  if (payout.status == Status::completed) {
    if (paid.so_far == 0) tell(payout.id, "is completed, and the bank has not paid it");
  } else if (ends_a_life(payout.status)) {
    if (paid.in_the_end > 0) {
      tell(payout.id, "is " + std::string(to_text(payout.status)) + ", and the bank pays it");
    }
    bank_.expect_unpaid(payout.id);
  }
}

void Auditor::look_at_promises(OwnerBook& book) {
  for (const Promise& each : book.promises) {
    const bool kept = each.number < book.payouts.size() &&
                      book.payouts[each.number].id == each.id &&
                      book.payouts[each.number].fields == each.fields;
    if (!kept) tell(each.id, "was acknowledged and is not there");
  }
  book.promises.clear();
  for (const payouts::PayoutNumber number : book.cancelled) {
    const bool kept =
        number < book.payouts.size() && book.payouts[number].status == Status::cancelled;
    if (!kept)
      breaches_.tell("payout number " + std::to_string(number) + " was said to be cancelled");
  }
  book.cancelled.clear();
  for (const auto& [group, count] : book.groups) {
    if (count != asked.group_size(group)) {
      breaches_.tell("of an atomic batch of " + std::to_string(asked.group_size(group)) +
                     " payouts " + std::to_string(count) + " are there");
    }
  }
  book.groups.clear();
}

void Auditor::look_at_accounts(OwnerBook& book, store::Reads& reads) {
  const auto all = reads.find_accounts(book.owner.key);
  if (all.size() < book.moneys.size()) breaches_.tell("a client has too few accounts");
  for (const store::CurrencyAccounts& each : all) {
    const Moneys& sums = book.moneys[each.currency()];
    using ledger::AccountKind;
    const auto expect = [&](AccountKind kind, const ledger::Counters& expected) {
      const auto& stored = each.accounts[static_cast<size_t>(kind)].counters;
      if (stored == expected) return;
      breaches_.tell("the " + std::string(to_text(kind)) + " account in " +
                     std::string(each.currency().code()) + " has debits " +
                     micro(stored.debits_posted) + " and " + micro(stored.debits_pending) +
                     " pending, credits " + micro(stored.credits_posted) + " and " +
                     micro(stored.credits_pending) + " pending; fundings and payouts make " +
                     micro(expected.debits_posted) + ", " + micro(expected.debits_pending) + ", " +
                     micro(expected.credits_posted) + ", " + micro(expected.credits_pending));
    };
    const money::Sum held = sums.held_amount + sums.held_fees;
    const money::Sum paid = sums.paid_amount + sums.paid_fees;
    expect(AccountKind::wallet, {held, paid, 0, sums.funded});
    expect(AccountKind::paid_out, {0, 0, sums.held_amount, sums.paid_amount});
    expect(AccountKind::fees, {0, 0, sums.held_fees, sums.paid_fees});
    expect(AccountKind::funding, {0, sums.funded, 0, 0});
    expect(AccountKind::imported, {});
    const ledger::Counters& wallet = each.wallet().counters;
    if (wallet.credits_posted - wallet.debits_posted - wallet.debits_pending < 0) {
      breaches_.tell("a wallet in " + std::string(each.currency().code()) + " is below zero");
    }
  }
}

void Auditor::expect_all_over() {
  for (const OwnerBook& book : books_) {
    for (const KnownPayout& each : book.payouts) {
      if (!ends_a_life(each.status)) {
        tell(each.id, "is stuck: it is still " + std::string(to_text(each.status)));
      }
    }
    for (const auto& [currency, sums] : book.moneys) {
      if (sums.held_amount + sums.held_fees != 0) {
        breaches_.tell("a wallet in " + std::string(currency.code()) + " holds money for nothing");
      }
    }
  }
}

bool Auditor::is_unfinished(size_t client, payouts::PayoutNumber number) const {
  const auto& payouts = books_[client].payouts;
  return number < payouts.size() && !ends_a_life(payouts[number].status);
}

std::vector<std::pair<size_t, payouts::PayoutNumber>> Auditor::take_stopped() {
  return std::exchange(stopped_, {});
}

uint64_t Auditor::digest() const {
  Digest digest;
  for (const OwnerBook& book : books_) {
    for (const KnownPayout& each : book.payouts) {
      digest.add(each.id.value).add(each.fields).add(each.fees_micro).add(each.rows_digest);
      digest.add(static_cast<int64_t>(each.status));
    }
  }
  return digest.value();
}

}  // namespace payoutd::sim
