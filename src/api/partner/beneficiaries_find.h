// api/partner/beneficiaries_find.h: GET /api/v1/beneficiaries and /api/v1/beneficiaries/{id}.
#pragma once

#include "actions/beneficiaries.h"
#include "api/partner/authentication.h"
#include "base/worker_pool.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* beneficiaries_list_failure = "Failed to retrieve beneficiaries";
inline constexpr const char* beneficiary_failure = "Failed to retrieve beneficiary";

// What they are made of must outlive the handlers. The list is read on a thread of `workers`.
ClientHandler beneficiaries_list(const actions::Beneficiaries& beneficiaries,
                                 base::WorkerPool& workers);
ClientHandler beneficiaries_find(const actions::Beneficiaries& beneficiaries);

}  // namespace payoutd::api::partner
