// api/partner/transactions_find.h: GET /api/v1/transactions and /api/v1/transactions/{id}.
#pragma once

#include "actions/list_transactions.h"
#include "api/partner/authentication.h"
#include "base/worker_pool.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* transactions_list_failure = "Failed to retrieve transactions";
inline constexpr const char* transaction_failure = "Failed to retrieve transaction";

// What they are made of must outlive the handlers. The list is read on a thread of `workers`.
ClientHandler transactions_list(const actions::ListTransactions& transactions,
                                base::WorkerPool& workers);
ClientHandler transactions_find(const actions::ListTransactions& transactions);

}  // namespace payoutd::api::partner
