// api/console/user_json.h: users and their sessions as the console API shows them.
#pragma once

#include <string>
#include <vector>

#include "actions/sessions.h"

namespace payoutd::api::console {

// {"user":{…}}
std::string signed_in_body(const actions::UserProfile& user);
// {"user":{…},"provider":"email"}
std::string me_body(const actions::Me& me);
// {"items":[…]}; `current` is the session that asks.
std::string sessions_body(const std::vector<actions::Session>& sessions, const base::Uuid& current);

}  // namespace payoutd::api::console
