// api/partner/payout_answer.h: the answers that have one payout in them.
#pragma once

#include <optional>

#include "actions/authenticate.h"
#include "actions/whole_payout.h"
#include "api/shared_responder.h"
#include "http/request.h"
#include "http/response.h"

namespace payoutd::api::partner {

// The payout with its ETag.
http::Response payout_answer(int status, const actions::Caller& caller,
                             const actions::WholePayout& whole);

// The payout as it was created, for who has asked for it before.
http::Response replayed_answer(const actions::WholePayout& whole);

// Answers a request for one payout: 200, 304 for who has it already, 404 for nothing, and what
// render_error says of an error.
void answer_found(const http::Request& request, const actions::Caller& caller,
                  const base::Result<std::optional<actions::WholePayout>>& found,
                  http::Responder& responder);

// Answers a request that changed one payout: 200, or what render_error says.
void answer_changed(const http::Request& request, const actions::Caller& caller,
                    const base::Result<actions::WholePayout>& changed, std::string_view failure,
                    http::Responder& responder);

}  // namespace payoutd::api::partner
