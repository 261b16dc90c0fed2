// api/partner/authentication.h: X-API-Key and X-API-Secret of a request. Cookies mean nothing here.
#pragma once

#include "actions/authenticate.h"
#include "http/request.h"

namespace payoutd::api::partner {

// Each header must be there once; otherwise nobody is authenticated.
void authenticate_client(const actions::Authenticate& authenticate, const http::Request& request,
                         const actions::Authenticate::Done& done);

}  // namespace payoutd::api::partner
