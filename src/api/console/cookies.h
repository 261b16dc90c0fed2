// api/console/cookies.h: the two cookies of a session (docs/CONSOLE_API.md "Signing in").
#pragma once

#include <string>
#include <string_view>

#include "api/console/gate.h"
#include "http/request.h"
#include "http/response.h"

namespace payoutd::api::console {

class SessionCookies {
 public:
  // `loopback`: the server listens on a loopback address alone.
  SessionCookies(CookieNames names, bool loopback)
      : names_(std::move(names)), loopback_(loopback) {}

  // The browser keeps both for the life of a session that begins now.
  void set(const http::Request& request, std::string_view session_token,
           http::Response& response) const;
  // The browser forgets both.
  void clear(const http::Request& request, http::Response& response) const;

  // The token of the session that the gate has let in.
  std::string_view token_of(const http::Request& request) const {
    return request.cookie(names_.session).value_or("");
  }

 private:
  void add(const http::Request& request, const std::string& name, std::string_view value,
           int64_t seconds, http::Response& response) const;

  const CookieNames names_;
  const bool loopback_;
};

}  // namespace payoutd::api::console
