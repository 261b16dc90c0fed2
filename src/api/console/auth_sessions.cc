#include "api/console/auth_sessions.h"

#include "api/console/answer.h"
#include "api/console/errors.h"
#include "api/console/user_json.h"

namespace payoutd::api::console {

UserHandler auth_sessions_list(actions::Sessions& sessions) {
  return [&sessions](const http::Request& request, const actions::Caller& caller,
                     http::Responder responder) {
    const auto listed = sessions.list(caller);
    if (!listed) return responder.send(render_error(listed.error(), request.request_id));
    responder.send(json_response(sessions_body(*listed, caller.session)));
  };
}

UserHandler auth_sessions_revoke(actions::Sessions& sessions) {
  return [&sessions](const http::Request& request, const actions::Caller& caller,
                     http::Responder responder) {
    // What is no id is the name of no session, and takes the same way.
    const base::Uuid id = base::parse_uuid(request.path_value("id")).value_or(base::Uuid{});
    sessions.revoke(caller, id,
                    [&request, shared = share(std::move(responder))](const base::Status& revoked) {
                      if (!revoked)
                        return shared->send(render_error(revoked.error(), request.request_id));
                      shared->send(json_response(R"({"ok":true})"));
                    });
  };
}

}  // namespace payoutd::api::console
