// api/partner/beneficiaries_change.h: POST /api/v1/beneficiaries and DELETE
// /api/v1/beneficiaries/{id}.
#pragma once

#include "actions/beneficiaries.h"
#include "api/partner/authentication.h"

namespace payoutd::api::partner {

// What 500 says.
inline constexpr const char* beneficiary_create_failure = "Failed to create beneficiary";
inline constexpr const char* beneficiary_delete_failure = "Failed to delete beneficiary";

// `beneficiaries` must outlive the handlers.
ClientHandler beneficiaries_create(actions::Beneficiaries& beneficiaries);
ClientHandler beneficiaries_delete(actions::Beneficiaries& beneficiaries);

}  // namespace payoutd::api::partner
