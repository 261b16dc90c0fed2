#include "api/console/auth_logout.h"

#include "api/console/answer.h"
#include "api/console/errors.h"

namespace payoutd::api::console {
namespace {

http::Response signed_out(const http::Request& request, const SessionCookies& cookies) {
  http::Response response = json_response(R"({"ok":true})");
  cookies.clear(request, response);
  return response;
}

}  // namespace

VisitorHandler auth_logout(actions::Sessions& sessions, const SessionCookies& cookies) {
  return [&sessions, &cookies](const http::Request& request,
                               const std::optional<actions::Caller>& caller,
                               http::Responder responder) {
    if (!caller) return responder.send(signed_out(request, cookies));
    sessions.revoke(
        *caller, caller->session,
        [&request, &cookies, shared = share(std::move(responder))](const base::Status& revoked) {
          // Somebody else may have ended it meanwhile.
          if (!revoked && revoked.error().reason != "session_not_found") {
            return shared->send(render_error(revoked.error(), request.request_id));
          }
          shared->send(signed_out(request, cookies));
        });
  };
}

}  // namespace payoutd::api::console
