#include "ledger/post.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::ledger {
namespace {

const money::Currency usd = *money::find_currency("USD");
const money::Currency eur = *money::find_currency("EUR");

Posting debit(AccountKind account, int64_t micro, money::Currency currency = usd) {
  return {account, Side::debit, {micro, currency}};
}
Posting credit(AccountKind account, int64_t micro, money::Currency currency = usd) {
  return {account, Side::credit, {micro, currency}};
}

std::vector<Account> empty_accounts() {
  std::vector<Account> accounts;
  for (const AccountKind kind : all_account_kinds) accounts.push_back({kind, usd});
  return accounts;
}

Entry funding(int64_t micro) {
  return {Purpose::funding,
          {debit(AccountKind::funding, micro), credit(AccountKind::wallet, micro)}};
}

Entry payout(Purpose purpose, int64_t amount, int64_t fees) {
  return {purpose,
          {debit(AccountKind::wallet, amount + fees), credit(AccountKind::paid_out, amount),
           credit(AccountKind::fees, fees)}};
}

const Account& wallet(const std::vector<Account>& accounts) {
  return accounts[0];
}

// A ledger sheet: one row for each entry, and what the wallet shows behind it.
TEST(Ledger, a_payout_holds_and_then_pays_or_gives_back) {
  struct Row {
    Entry entry;
    int64_t available;
    int64_t held;
    int64_t paid_out;  // posted
    int64_t fees;      // posted
  };
  const PendingEntry first{payout(Purpose::payout_held, 100, 2).postings, {}};
  const PendingEntry second{payout(Purpose::payout_held, 50, 1).postings, {}};
  const Row sheet[] = {
      // entry                                 available  held  paid_out  fees
      {funding(200), 200, 0, 0, 0},
      {payout(Purpose::payout_held, 100, 2), 98, 102, 0, 0},
      {payout(Purpose::payout_held, 50, 1), 47, 153, 0, 0},
      {payout(Purpose::payout_paid, 100, 2), 47, 51, 100, 2},
      {payout(Purpose::payout_returned, 50, 1), 98, 0, 100, 2},
  };
  auto accounts = empty_accounts();
  for (const Row& row : sheet) {
    const PendingEntry* pending = row.entry.purpose == Purpose::payout_paid       ? &first
                                  : row.entry.purpose == Purpose::payout_returned ? &second
                                                                                  : nullptr;
    ASSERT_TRUE(post(row.entry, pending, accounts)) << to_text(row.entry.purpose);
    EXPECT_EQ(available(wallet(accounts)), row.available) << to_text(row.entry.purpose);
    EXPECT_EQ(held(wallet(accounts)), row.held) << to_text(row.entry.purpose);
    EXPECT_EQ(accounts[1].counters.credits_posted, row.paid_out) << to_text(row.entry.purpose);
    EXPECT_EQ(accounts[2].counters.credits_posted, row.fees) << to_text(row.entry.purpose);
  }
}

TEST(Ledger, each_rule_refuses_by_name_and_leaves_the_accounts_alone) {
  const PendingEntry open{payout(Purpose::payout_held, 10, 1).postings, {}};
  const PendingEntry posted{open.postings, EntryKind::post_pending};
  const PendingEntry voided{open.postings, EntryKind::void_pending};
  struct Case {
    Refusal refusal;
    Entry entry;
    const PendingEntry* pending;
  };
  const Case cases[] = {
      {Refusal::entry_has_no_postings, {Purpose::funding, {}}, nullptr},
      {Refusal::amount_is_not_above_zero,
       {Purpose::funding, {debit(AccountKind::funding, 0), credit(AccountKind::wallet, 0)}},
       nullptr},
      {Refusal::amount_is_not_above_zero,
       {Purpose::funding, {debit(AccountKind::funding, -5), credit(AccountKind::wallet, -5)}},
       nullptr},
      {Refusal::entry_does_not_balance,
       {Purpose::funding, {debit(AccountKind::funding, 5), credit(AccountKind::wallet, 4)}},
       nullptr},
      {Refusal::entry_does_not_balance,
       {Purpose::funding, {debit(AccountKind::funding, 5), credit(AccountKind::wallet, 5, eur)}},
       nullptr},
      {Refusal::account_does_not_exist,
       {Purpose::funding,
        {debit(AccountKind::funding, 5, eur), credit(AccountKind::wallet, 5, eur)}},
       nullptr},
      {Refusal::pending_entry_is_unknown, payout(Purpose::payout_paid, 10, 1), nullptr},
      {Refusal::pending_entry_already_posted, payout(Purpose::payout_paid, 10, 1), &posted},
      {Refusal::pending_entry_already_posted, payout(Purpose::payout_returned, 10, 1), &posted},
      {Refusal::pending_entry_already_voided, payout(Purpose::payout_paid, 10, 1), &voided},
      {Refusal::entry_differs_from_pending, payout(Purpose::payout_paid, 10, 2), &open},
      {Refusal::nothing_is_pending, payout(Purpose::payout_paid, 10, 1), &open},
      {Refusal::wallet_below_zero, payout(Purpose::payout_held, 100, 1), nullptr},
      {Refusal::pending_rewards_below_zero,
       {Purpose::reward_unlocked,
        {debit(AccountKind::pending_rewards, 1), credit(AccountKind::wallet, 1)}},
       nullptr},
  };
  auto accounts = empty_accounts();
  ASSERT_TRUE(post(funding(100), nullptr, accounts));
  const auto before = accounts;
  for (const Case& each : cases) {
    const auto done = post(each.entry, each.pending, accounts);
    ASSERT_FALSE(done) << to_text(each.refusal);
    EXPECT_EQ(to_text(done.error()), to_text(each.refusal));
    for (size_t i = 0; i < accounts.size(); ++i) {
      EXPECT_EQ(accounts[i].counters, before[i].counters) << to_text(each.refusal);
    }
  }
}

TEST(Ledger, of_several_refusals_the_first_is_told) {
  auto accounts = empty_accounts();
  // It does not balance, its account is missing and the wallet is empty.
  const Entry entry{Purpose::payout_paid,
                    {debit(AccountKind::wallet, 7, eur), credit(AccountKind::paid_out, 6, eur)}};
  EXPECT_EQ(post(entry, nullptr, accounts).error(), Refusal::entry_does_not_balance);
}

// One walk through a random life of a wallet: whatever is taken, the books balance.
TEST(Ledger, books_balance_whatever_happens) {
  EXPECT_TRUE(rc::check("debits equal credits, the wallet never falls below zero", [] {
    auto accounts = empty_accounts();
    std::vector<PendingEntry> open;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 4), rc::gen::inRange(1, 50)));
    for (const auto& [action, micro] : steps) {
      if (action == 0) {
        RC_ASSERT(post(funding(micro), nullptr, accounts).has_value());
      } else if (action == 1) {
        const Entry hold = payout(Purpose::payout_held, micro, 1);
        const bool covered = available(wallet(accounts)) >= micro + 1;
        RC_ASSERT(post(hold, nullptr, accounts).has_value() == covered);
        if (covered) open.push_back({hold.postings, {}});
      } else if (!open.empty()) {
        const auto purpose = action == 2 ? Purpose::payout_paid : Purpose::payout_returned;
        RC_ASSERT(post({purpose, open.back().postings}, &open.back(), accounts).has_value());
        open.pop_back();
      }
      money::Sum posted = 0;
      money::Sum pending = 0;
      for (const Account& account : accounts) {
        posted += account.counters.debits_posted - account.counters.credits_posted;
        pending += account.counters.debits_pending - account.counters.credits_pending;
      }
      RC_ASSERT(posted == 0);
      RC_ASSERT(pending == 0);
      RC_ASSERT(available(wallet(accounts)) >= 0);
      RC_ASSERT((held(wallet(accounts)) == 0) == open.empty());
    }
  }));
}

}  // namespace
}  // namespace payoutd::ledger
