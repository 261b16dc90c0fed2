#include "api/console/cookies.h"

#include "access/credentials.h"

namespace payoutd::api::console {
namespace {

constexpr int64_t lifetime_seconds = access::session_lifetime_micros / 1'000'000;

}  // namespace

void SessionCookies::set(const http::Request& request, std::string_view session_token,
                         http::Response& response) const {
  add(request, names_.session, session_token, lifetime_seconds, response);
  add(request, names_.csrf, access::csrf_of(session_token), lifetime_seconds, response);
}

void SessionCookies::clear(const http::Request& request, http::Response& response) const {
  add(request, names_.session, "", 0, response);
  add(request, names_.csrf, "", 0, response);
}

void SessionCookies::add(const http::Request& request, const std::string& name,
                         std::string_view value, int64_t seconds, http::Response& response) const {
  std::string cookie = name + "=" + std::string(value) +
                       "; Path=/; Max-Age=" + std::to_string(seconds) + "; SameSite=Lax";
  // A browser keeps no secure cookie from plain HTTP, and what listens on a loopback address is
  // being tried out. Behind a proxy the browser's side is TLS, whatever ours is.
  if (request.secure || !loopback_) cookie += "; Secure";
  if (name == names_.session) cookie += "; HttpOnly";
  response.set("Set-Cookie", std::move(cookie));
}

}  // namespace payoutd::api::console
