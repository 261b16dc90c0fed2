// referrals/money_of.h: which entry of the ledger a reward posts. Pure.
#pragma once

#include "ledger/entry.h"

namespace payoutd::referrals {

ledger::Entry credited_money(const money::Amount& amount);
ledger::Entry unlocked_money(const money::Amount& amount);
// `was_available`: the wallet gives it back, else what is pending.
ledger::Entry reversed_money(const money::Amount& amount, bool was_available);
ledger::Entry spent_money(const money::Amount& amount);

}  // namespace payoutd::referrals
