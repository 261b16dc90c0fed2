// payouts/money_of.h: which entry of the ledger a payout posts. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "ledger/entry.h"
#include "payouts/payout.h"

namespace payoutd::payouts {

// A payout that is created holds amount + fees of the wallet; what resolves that when it ends has
// the same postings.
ledger::Entry held_money(const money::Amount& amount, int64_t fees_micro);

// What completed history has paid: drawn on the `imported` account, never on a wallet.
// `amount_micro` and `fees_micro` are sums of several payouts; not both 0.
ledger::Entry imported_money(money::Currency currency, int64_t amount_micro, int64_t fees_micro);

}  // namespace payoutd::payouts
