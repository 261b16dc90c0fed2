// api/partner/account_parameters.h: the parameters of the lists of beneficiaries, wallets and
// transactions (docs/PARTNER_API.md). Pure.
#pragma once

#include <string_view>

#include "actions/beneficiaries.h"
#include "actions/list_transactions.h"
#include "actions/list_wallets.h"
#include "api/partner/parameter_reading.h"
#include "base/result.h"

namespace payoutd::api::partner {

template <class Query>
struct AskedList : AskedPage {
  Query query;
};

// Refusal of each: `invalid_parameters`, with every bad parameter by ParameterReading's rules.
base::Result<AskedList<actions::BeneficiaryQuery>> parse_beneficiary_parameters(
    std::string_view query);
base::Result<AskedList<actions::WalletQuery>> parse_wallet_parameters(std::string_view query);
base::Result<AskedList<actions::WalletTransactionQuery>> parse_transaction_parameters(
    std::string_view query);

}  // namespace payoutd::api::partner
