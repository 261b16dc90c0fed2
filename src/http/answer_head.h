// http/answer_head.h: the status line and headers of an answer as they go over the wire.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.h"

namespace payoutd::http {

// `Mon, 15 Jan 2024 10:30:00 GMT` (RFC 9110 §5.6.7).
std::string to_http_date(int64_t seconds_since_1970);

// What becomes of the connection after the answer. HTTP/1.0 must be told that it stays, and knows
// no chunks: there the close is the end of a body whose length is unknown.
enum class Afterwards { keep, keep_and_say_so, close, close_ends_body };

enum class Transport { plain, secure };

// 204 and 304 have no body, no Content-Length and no Transfer-Encoding.
inline bool may_have_body(int status) {
  return status != 204 && status != 304;
}

// Writes everything up to and with the empty line over `out`. Content-Length is the body's size; a
// source's body is chunked, or ended by the close.
// Adds what tells browsers to make nothing of the answer but its data (nosniff, no framing, no
// loading by other sites' tags, no referrer); an answer's own Content-Security-Policy counts
// instead. A secure one says that plain HTTP is not to be used for a year (RFC 6797).
void write_answer_head(const Response& response, std::string_view request_id,
                       std::string_view http_date, Afterwards afterwards, Transport transport,
                       std::string& out);

}  // namespace payoutd::http
