// ledger/account.h: where an owner's money is. One account of each kind for each currency.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "money/sum.h"

namespace payoutd::ledger {

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class AccountKind : int16_t {
  wallet = 0,           // what the owner may spend; never below zero. Credits raise it
  paid_out = 1,         // what has gone to beneficiaries
  fees = 2,             // what payouts cost beside their amounts
  funding = 3,          // where money comes from; its debits are all that was ever put in
  imported = 4,         // what paid for history that was taken over from elsewhere
  pending_rewards = 5,  // a user's rewards until they are unlocked; never below zero
  spent = 6,            // what a user's rewards have paid of the company's own invoices
};
inline constexpr size_t account_kind_count = 7;
inline constexpr std::array<AccountKind, account_kind_count> all_account_kinds = {
    AccountKind::wallet,   AccountKind::paid_out,        AccountKind::fees, AccountKind::funding,
    AccountKind::imported, AccountKind::pending_rewards, AccountKind::spent};

std::string_view to_text(AccountKind kind);  // as in the enum
std::optional<AccountKind> account_kind_from_number(int64_t number);

// In micro-units. None ever falls below zero; posted ones never fall at all.
struct Counters {
  money::Sum debits_pending = 0;
  money::Sum debits_posted = 0;
  money::Sum credits_pending = 0;
  money::Sum credits_posted = 0;
  friend bool operator==(const Counters&, const Counters&) = default;
};

struct Account {
  AccountKind kind = AccountKind::wallet;
  money::Currency currency;
  Counters counters{};
};

// What was credited less what was debited, of what is posted.
money::Sum credit_balance(const Account& account);
// What a wallet can spend now: credits that are posted, less debits, pending ones too.
money::Sum available(const Account& wallet);
// What a wallet's payouts on their way hold: its pending debits.
money::Sum held(const Account& wallet);

}  // namespace payoutd::ledger
