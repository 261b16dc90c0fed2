// actions/fund_wallet.h: money that a client has brought.
#pragma once

#include <string>
#include <string_view>

#include "store/transaction.h"

namespace payoutd::actions {

// Credits the client's wallet in the amount's currency, which is made if it is missing, and gives
// it as it is then. `amount` may be 0: then the wallet is only made. Refusal: `amount_invalid`
// (below 0). Or the errors of change_owner.
base::Result<store::CurrencyAccounts> fund_wallet(store::Transaction& transaction,
                                                  payouts::OwnerKey client,
                                                  const money::Amount& amount,
                                                  std::string_view remarks, base::Timestamp now);

}  // namespace payoutd::actions
