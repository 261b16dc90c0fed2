#include "http/request.h"

#include <algorithm>

#include "http/trim.h"

namespace payoutd::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Gives `use` the name and the value of every cookie.
template <class Use>
void for_each_cookie(const std::vector<Header>& headers, const Use& use) {
  for (const Header& header : headers) {
    if (!equal_ignoring_case(header.name, "Cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos) use(pair.substr(0, equals), pair.substr(equals + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      return "OTHER";
  }
  return "OTHER";
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

size_t Request::count_headers(std::string_view name) const {
  size_t count = 0;
  for (const Header& header : headers) {
    if (equal_ignoring_case(header.name, name)) ++count;
  }
  return count;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  std::optional<std::string_view> first;
  for_each_cookie(headers, [&](std::string_view each, std::string_view value) {
    if (!first && each == name) first = value;
  });
  return first;
}

size_t Request::count_cookies(std::string_view name) const {
  size_t count = 0;
  for_each_cookie(headers, [&](std::string_view each, std::string_view) {
    if (each == name) ++count;
  });
  return count;
}

std::string_view Request::path_value(std::string_view name) const {
  for (const PathValue& value : path_values) {
    if (value.first == name) return value.second;
  }
  return {};
}

}  // namespace payoutd::http
