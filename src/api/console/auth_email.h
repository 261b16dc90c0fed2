// api/console/auth_email.h: POST /v1/auth/email/start and /v1/auth/email/verify.
#pragma once

#include "actions/sign_in.h"
#include "api/console/cookies.h"
#include "api/quota.h"
#include "http/router.h"

namespace payoutd::api::console {

// Each quota is that of one source address. What is handed in must outlive the handler.
http::Handler auth_email_start(actions::SignIn& sign_in, Quota& starts);
http::Handler auth_email_verify(actions::SignIn& sign_in, Quota& verifies,
                                const SessionCookies& cookies);

}  // namespace payoutd::api::console
