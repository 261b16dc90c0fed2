#include "ledger/account.h"

#include "base/check.h"

namespace payoutd::ledger {

// What databases hold.
static_assert(static_cast<int>(AccountKind::wallet) == 0 &&
              static_cast<int>(AccountKind::paid_out) == 1 &&
              static_cast<int>(AccountKind::fees) == 2 &&
              static_cast<int>(AccountKind::funding) == 3 &&
              static_cast<int>(AccountKind::imported) == 4 &&
              static_cast<int>(AccountKind::pending_rewards) == 5 &&
              static_cast<int>(AccountKind::spent) == 6);

std::string_view to_text(AccountKind kind) {
  switch (kind) {
    case AccountKind::wallet:
      return "wallet";
    case AccountKind::paid_out:
      return "paid_out";
    case AccountKind::fees:
      return "fees";
    case AccountKind::funding:
      return "funding";
    case AccountKind::imported:
      return "imported";
    case AccountKind::pending_rewards:
      return "pending_rewards";
    case AccountKind::spent:
      return "spent";
  }
  base::fail_check("an account is one of seven", __FILE__, __LINE__);
}

std::optional<AccountKind> account_kind_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(account_kind_count)) return std::nullopt;
  return all_account_kinds[static_cast<size_t>(number)];
}

money::Sum credit_balance(const Account& account) {
  return account.counters.credits_posted - account.counters.debits_posted;
}

money::Sum available(const Account& wallet) {
  return credit_balance(wallet) - wallet.counters.debits_pending;
}

money::Sum held(const Account& wallet) {
  return wallet.counters.debits_pending;
}

}  // namespace payoutd::ledger
