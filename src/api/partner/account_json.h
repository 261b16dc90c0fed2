// api/partner/account_json.h: beneficiaries, wallets and transactions as the partner API shows them
// (docs/PARTNER_API.md), in lists and alone; what is unset is null.
#pragma once

#include <string>

#include "actions/beneficiaries.h"
#include "actions/list_transactions.h"
#include "actions/list_wallets.h"

namespace payoutd::api::partner {

// Each appends one object. Identifiers are never shown.
void append_beneficiary(const actions::BeneficiaryWithTotals& beneficiary, std::string& out);
void append_wallet(const actions::Wallet& wallet, std::string& out);
void append_transaction(const actions::WalletTransaction& transaction, std::string& out);

}  // namespace payoutd::api::partner
