// api/partner/account_routes.h: beneficiaries, wallets and transactions below /api/v1.
#pragma once

#include "actions/beneficiaries.h"
#include "actions/list_transactions.h"
#include "actions/list_wallets.h"
#include "api/partner/authentication.h"
#include "base/worker_pool.h"
#include "http/router.h"

namespace payoutd::api::partner {

struct AccountServices {
  actions::Beneficiaries& beneficiaries;
  const actions::ListWallets& wallets;
  const actions::ListTransactions& transactions;
  base::WorkerPool& workers;  // for lists that may take long
};

// The surface /api/v1 must be there. The gate and the services must outlive the router's last call,
// and the router must outlive the workers, which may still be answering.
void add_account_routes(http::Router& router, Gate& gate, AccountServices services);

}  // namespace payoutd::api::partner
