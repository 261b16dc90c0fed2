// api/partner/batch_json.h: the answer to POST /api/v1/payouts/batch.
#pragma once

#include <string_view>

#include "actions/create_payouts.h"
#include "http/response.h"

namespace payoutd::api::partner {

// 201 if all were created, 200 if some, 422 if one refusal has refused an atomic batch.
http::Response batch_answer(const actions::CreatedBatch& created, bool atomic,
                            std::string_view request_id);

}  // namespace payoutd::api::partner
