// store/money_fixture.h: what suites that post money begin with. For tests only.
#pragma once

#include <optional>

#include "ledger/post.h"
#include "payouts/money_of.h"
#include "store/store_fixture.h"

namespace payoutd::store {

class MoneyFixture : public StoreFixture {
 protected:
  using AccountKind = ledger::AccountKind;
  using Purpose = ledger::Purpose;
  using Side = ledger::Side;

  static money::Currency currency(const char* code) { return *money::find_currency(code); }
  static ledger::Entry funding(int64_t micro, money::Currency currency) {
    return {Purpose::funding,
            {{AccountKind::funding, Side::debit, {micro, currency}},
             {AccountKind::wallet, Side::credit, {micro, currency}}}};
  }

  // Posts `entry` and keeps it under the owner's next number.
  StoredEntry post(Transaction& transaction, payouts::OwnerKey key, const ledger::Entry& entry,
                   const StoredEntry* resolved = nullptr) {
    Owner& owner = *must(transaction.change_owner(key));
    const money::Amount moved = entry.postings.front().amount;
    std::optional<ledger::PendingEntry> pending;
    if (resolved != nullptr) pending = ledger::PendingEntry{resolved->entry.postings, {}};
    auto& accounts = transaction.change_accounts(key, moved.currency);
    EXPECT_TRUE(ledger::post(entry, pending ? &*pending : nullptr, accounts.accounts));
    accounts.updated_at = now;
    StoredEntry made{.number = ++owner.entry_count,
                     .entry = entry,
                     .amount = moved,
                     .payout = {},
                     .resolves = {},
                     .remarks = {},
                     .created_at = now};
    if (resolved != nullptr) made.resolves = resolved->number;
    transaction.add_entry(key, made);
    return made;
  }

  money::Sum available(payouts::OwnerKey owner, money::Currency currency) {
    money::Sum found = 0;
    read([&](Reads& reads) {
      for (const CurrencyAccounts& each : reads.find_accounts(owner)) {
        if (each.currency() == currency) found = ledger::available(each.wallet());
      }
    });
    return found;
  }
};

}  // namespace payoutd::store
