#include "ledger/account.h"

#include "base/check.h"

namespace payoutd::ledger {

// What databases hold.
static_assert(static_cast<int>(AccountKind::wallet) == 0 &&
              static_cast<int>(AccountKind::paid_out) == 1 &&
              static_cast<int>(AccountKind::fees) == 2 &&
              static_cast<int>(AccountKind::funding) == 3 &&
              static_cast<int>(AccountKind::imported) == 4);

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
  }
  base::fail_check("an account is one of five", __FILE__, __LINE__);
}

std::optional<AccountKind> account_kind_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(account_kind_count)) return std::nullopt;
  return all_account_kinds[static_cast<size_t>(number)];
}

money::Sum available(const Account& wallet) {
  const Counters& is = wallet.counters;
  return is.credits_posted - is.debits_posted - is.debits_pending;
}

money::Sum held(const Account& wallet) {
  return wallet.counters.debits_pending;
}

}  // namespace payoutd::ledger
