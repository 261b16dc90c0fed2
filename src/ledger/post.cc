#include "ledger/post.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::ledger {
namespace {

using Outcome = tl::expected<void, Refusal>;

bool balances(const std::vector<Posting>& postings) {
  return std::all_of(postings.begin(), postings.end(), [&](const Posting& one) {
    money::Sum difference = 0;
    for (const Posting& each : postings) {
      if (each.amount.currency != one.amount.currency) continue;
      difference += each.side == Side::debit ? each.amount.micro : -each.amount.micro;
    }
    return difference == 0;
  });
}

Outcome expect_well_formed(const std::vector<Posting>& postings) {
  if (postings.empty()) return tl::unexpected(Refusal::entry_has_no_postings);
  for (const Posting& posting : postings) {
    if (posting.amount.micro <= 0) return tl::unexpected(Refusal::amount_is_not_above_zero);
  }
  if (!balances(postings)) return tl::unexpected(Refusal::entry_does_not_balance);
  return {};
}

Account* find(std::vector<Account>& accounts, const Posting& posting) {
  const auto found = std::find_if(accounts.begin(), accounts.end(), [&](const Account& each) {
    return each.kind == posting.account && each.currency == posting.amount.currency;
  });
  return found == accounts.end() ? nullptr : &*found;
}

Outcome expect_resolvable(const Entry& entry, const PendingEntry* pending) {
  if (!resolves_pending(kind_of(entry.purpose))) {
    base::check(pending == nullptr, "only a resolving entry comes with a pending one");
    return {};
  }
  if (pending == nullptr) return tl::unexpected(Refusal::pending_entry_is_unknown);
  if (pending->resolved_by == EntryKind::post_pending) {
    return tl::unexpected(Refusal::pending_entry_already_posted);
  }
  if (pending->resolved_by == EntryKind::void_pending) {
    return tl::unexpected(Refusal::pending_entry_already_voided);
  }
  if (pending->postings != entry.postings) {
    return tl::unexpected(Refusal::entry_differs_from_pending);
  }
  return {};
}

void count(EntryKind kind, money::Sum micro, money::Sum& pending, money::Sum& posted) {
  switch (kind) {
    case EntryKind::posted:
      posted += micro;
      return;
    case EntryKind::pending:
      pending += micro;
      return;
    case EntryKind::post_pending:
      pending -= micro;
      posted += micro;
      return;
    case EntryKind::void_pending:
      pending -= micro;
      return;
  }
}

void count(EntryKind kind, const Posting& posting, Counters& counters) {
  if (posting.side == Side::debit) {
    count(kind, posting.amount.micro, counters.debits_pending, counters.debits_posted);
  } else {
    count(kind, posting.amount.micro, counters.credits_pending, counters.credits_posted);
  }
}

void take_back(EntryKind kind, const Posting& posting, Counters& counters) {
  Posting opposite = posting;
  opposite.amount.micro = -posting.amount.micro;
  count(kind, opposite, counters);
}

std::optional<Refusal> broken_rule(const std::vector<Account>& accounts) {
  for (const Account& account : accounts) {
    const Counters& is = account.counters;
    if (is.debits_pending < 0 || is.credits_pending < 0) return Refusal::nothing_is_pending;
  }
  for (const Account& account : accounts) {
    if (account.kind == AccountKind::wallet && available(account) < 0) {
      return Refusal::wallet_below_zero;
    }
  }
  for (const Account& account : accounts) {
    if (account.kind == AccountKind::pending_rewards && credit_balance(account) < 0) {
      return Refusal::pending_rewards_below_zero;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::entry_has_no_postings:
      return "entry_has_no_postings";
    case Refusal::amount_is_not_above_zero:
      return "amount_is_not_above_zero";
    case Refusal::entry_does_not_balance:
      return "entry_does_not_balance";
    case Refusal::account_does_not_exist:
      return "account_does_not_exist";
    case Refusal::pending_entry_is_unknown:
      return "pending_entry_is_unknown";
    case Refusal::pending_entry_already_posted:
      return "pending_entry_already_posted";
    case Refusal::pending_entry_already_voided:
      return "pending_entry_already_voided";
    case Refusal::entry_differs_from_pending:
      return "entry_differs_from_pending";
    case Refusal::nothing_is_pending:
      return "nothing_is_pending";
    case Refusal::wallet_below_zero:
      return "wallet_below_zero";
    case Refusal::pending_rewards_below_zero:
      return "pending_rewards_below_zero";
  }
  base::fail_check("a refusal is one of eleven", __FILE__, __LINE__);
}

Outcome post(const Entry& entry, const PendingEntry* pending, std::vector<Account>& accounts) {
  if (auto good = expect_well_formed(entry.postings); !good) return good;
  for (const Posting& posting : entry.postings) {
    if (find(accounts, posting) == nullptr) {
      return tl::unexpected(Refusal::account_does_not_exist);
    }
  }
  if (auto good = expect_resolvable(entry, pending); !good) return good;
  const EntryKind kind = kind_of(entry.purpose);
  for (const Posting& posting : entry.postings) {
    count(kind, posting, find(accounts, posting)->counters);
  }
  if (const auto broken = broken_rule(accounts)) {
    for (const Posting& posting : entry.postings) {
      take_back(kind, posting, find(accounts, posting)->counters);
    }
    return tl::unexpected(*broken);
  }
  return {};
}

}  // namespace payoutd::ledger
