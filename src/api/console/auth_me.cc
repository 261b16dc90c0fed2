#include "api/console/auth_me.h"

#include "api/console/answer.h"
#include "api/console/body.h"
#include "api/console/errors.h"
#include "api/console/user_json.h"
#include "base/utf8.h"

namespace payoutd::api::console {
namespace {

constexpr size_t display_name_bytes_max = 100;

// An empty name is none.
base::Result<std::optional<std::string>> read_display_name(const http::Request& request) {
  const auto body = Body::read(request);
  if (!body) return tl::unexpected(body.error());
  const auto given = body->text_or_null("display_name");
  if (!given) return tl::unexpected(given.error());
  if (!*given || (*given)->empty()) return std::nullopt;
  if ((*given)->size() > display_name_bytes_max) {
    return invalid_args("display_name", "must not be longer than 100 bytes");
  }
  if (base::has_control(**given)) {
    return invalid_args("display_name", "must not have control characters in it");
  }
  return std::optional<std::string>(**given);
}

}  // namespace

UserHandler auth_me_get(actions::Sessions& sessions, const SessionCookies& cookies) {
  return [&sessions, &cookies](const http::Request& request, const actions::Caller& caller,
                               http::Responder responder) {
    sessions.me(caller, [&request, &cookies, shared = share(std::move(responder))](const auto& me) {
      if (!me) return shared->send(render_error(me.error(), request.request_id));
      http::Response response = json_response(me_body(*me));
      if (me->renewed) cookies.set(request, cookies.token_of(request), response);
      shared->send(std::move(response));
    });
  };
}

UserHandler auth_me_change(actions::Sessions& sessions) {
  return [&sessions](const http::Request& request, const actions::Caller& caller,
                     http::Responder responder) {
    auto name = read_display_name(request);
    if (!name) return responder.send(render_error(name.error(), request.request_id));
    sessions.rename(caller, *std::move(name),
                    [&request, shared = share(std::move(responder))](const auto& me) {
                      if (!me) return shared->send(render_error(me.error(), request.request_id));
                      shared->send(json_response(me_body(*me)));
                    });
  };
}

}  // namespace payoutd::api::console
