// server/commands/money_flags.h: amounts and fees on the command line, and wallets in what it
// prints. Private to the commands.
#pragma once

#include <string>
#include <vector>

#include "actions/create_client.h"
#include "server/commands/commands.h"

namespace payoutd::server {

// "USD=1000.00". Refusals: `amount_invalid`, whose message names the flag and the rule.
base::Result<std::vector<money::Amount>> parse_amounts(const std::vector<std::string>& texts);
// Refusals: those of payouts::parse_fee_schedule.
base::Result<std::vector<payouts::FeeSchedule>> parse_fees(const std::vector<std::string>& texts);
base::Result<actions::ClientMoney> parse_money(const MoneyFlags& flags);

// "wallets":[{"wallet_id":1,"currency":"USD","amount":1000.00}]
void write_wallets(base::JsonWriter& json, const std::vector<store::CurrencyAccounts>& wallets);
void tell_wallets(const std::vector<store::CurrencyAccounts>& wallets);

}  // namespace payoutd::server
