#include "actions/fund_wallet.h"

#include "actions/post_entry.h"

namespace payoutd::actions {

base::Result<store::CurrencyAccounts> fund_wallet(store::Transaction& transaction,
                                                  payouts::OwnerKey client,
                                                  const money::Amount& amount,
                                                  std::string_view remarks, base::Timestamp now) {
  if (amount.micro < 0) return base::refused("amount_invalid", "an amount must not be below 0");
  auto owner = transaction.change_owner(client);
  if (!owner) return base::forward(std::move(owner));
  store::CurrencyAccounts& accounts = transaction.change_accounts(client, amount.currency);
  if (!accounts.wallet_id) {
    accounts.wallet_id = ++(*owner)->wallet_count;
    accounts.created_at = now;
    accounts.updated_at = now;
  }
  if (amount.micro > 0) {
    using ledger::AccountKind;
    using ledger::Side;
    const ledger::Entry entry{
        ledger::Purpose::funding,
        {{AccountKind::funding, Side::debit, amount}, {AccountKind::wallet, Side::credit, amount}}};
    auto posted = post_entry(transaction, client, entry, {{}, std::string(remarks), now});
    if (!posted) return base::forward(std::move(posted));
  }
  return accounts;
}

}  // namespace payoutd::actions
