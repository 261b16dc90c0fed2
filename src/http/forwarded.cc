#include "http/forwarded.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "http/trim.h"

namespace payoutd::http {
namespace {

// Cuts the last element of a list off `rest`.
std::string_view last_element(std::string_view& rest) {
  const size_t comma = rest.rfind(',');
  const bool only = comma == std::string_view::npos;
  const std::string_view element = only ? rest : rest.substr(comma + 1);
  rest = only ? std::string_view() : rest.substr(0, comma);
  return trim(element);
}

bool is_port(std::string_view text) {
  return text.empty() || (text.front() == ':' && text.size() > 1 && text.size() <= 6 &&
                          text.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

// `192.0.2.7`, `192.0.2.7:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80` to the address;
// empty if it is none of them.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    const bool whole = end != std::string_view::npos && is_port(text.substr(end + 1));
    return whole ? text.substr(1, end - 1) : std::string_view();
  }
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) {
    return text;
  }
  return is_port(text.substr(colon)) ? text.substr(0, colon) : std::string_view();
}

// As the system writes it, IPv4 in IPv6 form as IPv4; empty if the text is no address.
std::string read_address(std::string_view element) {
  const std::string text(without_port(element));
  std::array<char, INET6_ADDRSTRLEN> out{};
  in_addr v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    return ::inet_ntop(AF_INET, &v4, out.data(), out.size());
  }
  in6_addr v6{};
  if (::inet_pton(AF_INET6, text.c_str(), &v6) != 1) return {};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    constexpr size_t v4_at = 12;
    return ::inet_ntop(AF_INET, &v6.s6_addr[v4_at], out.data(), out.size());
  }
  return ::inet_ntop(AF_INET6, &v6, out.data(), out.size());
}

// Empty: the peer's own address stays.
std::string client_address(const TrustsProxy& trusts, const std::vector<Header>& headers) {
  std::string address;
  for (size_t i = headers.size(); i-- > 0;) {
    if (!equal_ignoring_case(headers[i].name, "X-Forwarded-For")) continue;
    std::string_view rest = headers[i].value;
    do {
      address = read_address(last_element(rest));
      if (address.empty() || !trusts(address)) return address;
    } while (!rest.empty());
  }
  return address;
}

bool came_by_https(const std::vector<Header>& headers) {
  bool said = false;
  for (const Header& header : headers) {
    if (!equal_ignoring_case(header.name, "X-Forwarded-Proto")) continue;
    std::string_view rest = header.value;
    do {
      if (!equal_ignoring_case(last_element(rest), "https")) return false;
    } while (!rest.empty());
    said = true;
  }
  return said;
}

}  // namespace

void believe_proxy(const TrustsProxy& trusts, Request& request) {
  if (!trusts(request.remote_address)) return;
  std::string client = client_address(trusts, request.headers);
  if (!client.empty()) request.remote_address = std::move(client);
  request.secure = request.secure || came_by_https(request.headers);
}

}  // namespace payoutd::http
