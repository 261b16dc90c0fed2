#include "api/console/auth_email.h"

#include <algorithm>

#include "access/networks.h"
#include "api/console/answer.h"
#include "api/console/body.h"
#include "api/console/errors.h"
#include "api/console/user_json.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace payoutd::api::console {
namespace {

constexpr std::string_view ref_cookie = "ref_code";
constexpr size_t ref_code_bytes_max = 64;
constexpr size_t user_agent_bytes_max = 256;

// Whatever a browser may say, as a text that can be shown.
std::string user_agent_of(const http::Request& request) {
  const std::string_view said = request.header("user-agent").value_or("");
  return base::to_printable(said.substr(0, std::min(said.size(), user_agent_bytes_max)));
}

std::string ref_code_of(const http::Request& request) {
  if (request.count_cookies(ref_cookie) != 1) return "";
  const std::string_view code = *request.cookie(ref_cookie);
  return code.size() <= ref_code_bytes_max ? std::string(code) : "";
}

base::Result<actions::CodeAnswer> read_answer(const http::Request& request) {
  const auto body = Body::read(request);
  if (!body) return tl::unexpected(body.error());
  const auto request_id = body->text("request_id");
  if (!request_id) return tl::unexpected(request_id.error());
  const auto code = body->text("code");
  if (!code) return tl::unexpected(code.error());
  // What is no id is the name of no request.
  return actions::CodeAnswer{
      base::parse_uuid(*request_id).value_or(base::Uuid{}),
      std::string(*code),
      ref_code_of(request),
      {access::Provider::email, user_agent_of(request), request.remote_address}};
}

void answer_started(const http::Request& request, const base::Result<actions::CodeRequest>& started,
                    http::Responder& responder) {
  if (!started) return responder.send(render_error(started.error(), request.request_id));
  if (!started->request_id) {
    responder.set("Retry-After", std::to_string(started->retry_after_seconds));
    return responder.send(too_many_requests(request.request_id));
  }
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().field("request_id", std::string_view(base::to_text(*started->request_id)));
  json.end_object();
  responder.send(json_response(std::move(body)));
}

}  // namespace

http::Handler auth_email_start(actions::SignIn& sign_in, Quota& starts) {
  return [&sign_in, &starts](const http::Request& request, http::Responder responder) {
    if (!starts.take(access::source_of(request.remote_address), responder)) {
      return responder.send(too_many_requests(request.request_id));
    }
    const auto body = Body::read(request);
    if (!body) return responder.send(render_error(body.error(), request.request_id));
    const auto email = body->text("email");
    if (!email) return responder.send(render_error(email.error(), request.request_id));
    sign_in.start(*email, [&request, shared = share(std::move(responder))](const auto& started) {
      answer_started(request, started, *shared);
    });
  };
}

http::Handler auth_email_verify(actions::SignIn& sign_in, Quota& verifies,
                                const SessionCookies& cookies) {
  return [&sign_in, &verifies, &cookies](const http::Request& request, http::Responder responder) {
    if (!verifies.take(access::source_of(request.remote_address), responder)) {
      return responder.send(too_many_requests(request.request_id));
    }
    auto answer = read_answer(request);
    if (!answer) return responder.send(render_error(answer.error(), request.request_id));
    sign_in.verify(*std::move(answer), [&request, &cookies, shared = share(std::move(responder))](
                                           const base::Result<actions::SignedIn>& signed_in) {
      if (!signed_in) return shared->send(render_error(signed_in.error(), request.request_id));
      http::Response response = json_response(signed_in_body(signed_in->user));
      cookies.set(request, signed_in->session.credentials.token.reveal(), response);
      shared->send(std::move(response));
    });
  };
}

}  // namespace payoutd::api::console
