#include "http/answer_head.h"

#include <array>
#include <charconv>
#include <ctime>

#include "base/check.h"

namespace payoutd::http {
namespace {

std::string_view status_line(int status) {
  switch (status) {
    case 200:
      return "HTTP/1.1 200 OK\r\n";
    case 201:
      return "HTTP/1.1 201 Created\r\n";
    case 202:
      return "HTTP/1.1 202 Accepted\r\n";
    case 204:
      return "HTTP/1.1 204 No Content\r\n";
    case 301:
      return "HTTP/1.1 301 Moved Permanently\r\n";
    case 302:
      return "HTTP/1.1 302 Found\r\n";
    case 303:
      return "HTTP/1.1 303 See Other\r\n";
    case 304:
      return "HTTP/1.1 304 Not Modified\r\n";
    case 307:
      return "HTTP/1.1 307 Temporary Redirect\r\n";
    case 308:
      return "HTTP/1.1 308 Permanent Redirect\r\n";
    case 400:
      return "HTTP/1.1 400 Bad Request\r\n";
    case 401:
      return "HTTP/1.1 401 Unauthorized\r\n";
    case 403:
      return "HTTP/1.1 403 Forbidden\r\n";
    case 404:
      return "HTTP/1.1 404 Not Found\r\n";
    case 405:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 406:
      return "HTTP/1.1 406 Not Acceptable\r\n";
    case 408:
      return "HTTP/1.1 408 Request Timeout\r\n";
    case 409:
      return "HTTP/1.1 409 Conflict\r\n";
    case 410:
      return "HTTP/1.1 410 Gone\r\n";
    case 412:
      return "HTTP/1.1 412 Precondition Failed\r\n";
    case 413:
      return "HTTP/1.1 413 Content Too Large\r\n";
    case 414:
      return "HTTP/1.1 414 URI Too Long\r\n";
    case 415:
      return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 422:
      return "HTTP/1.1 422 Unprocessable Content\r\n";
    case 429:
      return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 500:
      return "HTTP/1.1 500 Internal Server Error\r\n";
    case 502:
      return "HTTP/1.1 502 Bad Gateway\r\n";
    case 503:
      return "HTTP/1.1 503 Service Unavailable\r\n";
    case 504:
      return "HTTP/1.1 504 Gateway Timeout\r\n";
    default:
      return {};
  }
}

void append_number(size_t number, std::string& out) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

// Cross-Origin-Resource-Policy is about <img>, <script> and the like; a page that may read an
// answer by CORS still may (Fetch §3.7: only requests whose mode is no-cors are checked).
constexpr std::string_view guards =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view data_only =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view secure_only = "Strict-Transport-Security: max-age=31536000\r\n";

void append_header(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// How the client finds the body's end.
void append_framing(const Response& response, Afterwards afterwards, std::string& out) {
  if (!response.body_source) {
    out += "Content-Length: ";
    append_number(response.content().size(), out);
    out += "\r\n";
  } else if (afterwards != Afterwards::close_ends_body) {
    out += "Transfer-Encoding: chunked\r\n";
  }
}

}  // namespace

std::string to_http_date(int64_t seconds_since_1970) {
  // Not strftime: its names follow the locale.
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = seconds_since_1970;
  std::tm utc{};
  gmtime_r(&time, &utc);
  const auto two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10 % 10),
                       static_cast<char>('0' + number % 10)};
  };
  std::string text = days[static_cast<size_t>(utc.tm_wday)];
  text += ", " + two(utc.tm_mday) + ' ' + months[static_cast<size_t>(utc.tm_mon)] + ' ';
  text += std::to_string(utc.tm_year + 1900) + ' ';
  return text + two(utc.tm_hour) + ':' + two(utc.tm_min) + ':' + two(utc.tm_sec) + " GMT";
}

void write_answer_head(const Response& response, std::string_view request_id,
                       std::string_view http_date, Afterwards afterwards, Transport transport,
                       std::string& out) {
  base::check(response.status >= 200 && response.status <= 599, "an answer's status is 200 to 599");
  out.clear();
  if (const std::string_view line = status_line(response.status); !line.empty()) {
    out += line;
  } else {
    out += "HTTP/1.1 ";
    append_number(static_cast<size_t>(response.status), out);
    out += " \r\n";
  }
  out += response.headers.text();
  out += guards;
  if (!response.headers.has_policy()) out += data_only;
  if (transport == Transport::secure) out += secure_only;
  append_header("Date", http_date, out);
  append_header("X-Request-Id", request_id, out);
  switch (afterwards) {
    case Afterwards::keep:
      break;
    case Afterwards::keep_and_say_so:
      out += "Connection: keep-alive\r\n";
      break;
    case Afterwards::close:
    case Afterwards::close_ends_body:
      out += "Connection: close\r\n";
      break;
  }
  if (may_have_body(response.status)) append_framing(response, afterwards, out);
  out += "\r\n";
}

}  // namespace payoutd::http
