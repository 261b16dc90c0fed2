// http/request.h: one HTTP request as handlers see it. Knows no payout and no library's type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace payoutd::http {

enum class Method { get, head, post, put, patch, del, options, other };

struct Header {
  std::string name;  // as received; compare without regard to case
  std::string value;
};

// A value of the path: pattern "/payouts/{id}" gives {"id", "pyt_…"}, not percent-decoded.
using PathValue = std::pair<std::string_view, std::string_view>;

struct Request {
  Method method = Method::get;
  std::string target;      // path and query as received; a leading `http://host` is cut off
  std::string_view path;   // the target up to `?`; points into `target`
  std::string_view query;  // the target after `?`, raw; points into `target`
  std::vector<Header> headers;
  std::string body;
  // Of the peer, or of whom a trusted proxy speaks for (http/forwarded.h); without a port.
  std::string remote_address;
  bool secure = false;     // came by TLS, to us or to a trusted proxy
  std::string request_id;  // the client's own X-Request-Id or one made for it
  std::vector<PathValue> path_values;
  std::string_view pattern;  // of the route, filled by the router; "" until then or if none matched

  // The first header of that name; nothing if there is none.
  std::optional<std::string_view> header(std::string_view name) const;
  // How many headers have that name.
  size_t count_headers(std::string_view name) const;
  // The value of the first cookie of that name in the Cookie headers (RFC 6265 §4.2.1).
  std::optional<std::string_view> cookie(std::string_view name) const;
  // How many cookies have that name.
  size_t count_cookies(std::string_view name) const;
  std::string_view path_value(std::string_view name) const;  // empty if the pattern has none
};

bool equal_ignoring_case(std::string_view left, std::string_view right);  // ASCII letters only

// "GET"; "OTHER" for Method::other.
std::string_view to_text(Method method);

}  // namespace payoutd::http
