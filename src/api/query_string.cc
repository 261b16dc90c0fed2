#include "api/query_string.h"

#include "base/utf8.h"

namespace payoutd::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, bool& well_formed) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const bool has_digits = i + 2 < text.size();
    const int high = has_digits ? hex_value(text[i + 1]) : -1;
    const int low = has_digits ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      well_formed = false;
      decoded += '%';
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  const bool has_nul = decoded.find('\0') != std::string::npos;
  if (has_nul || !base::is_utf8(decoded)) well_formed = false;
  return decoded;
}

}  // namespace

std::vector<Parameter> parse_query(std::string_view query) {
  std::vector<Parameter> parameters;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view raw = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (raw.empty()) continue;
    const size_t equals = raw.find('=');
    Parameter parameter;
    parameter.raw = raw;
    parameter.name = decode(raw.substr(0, equals), parameter.well_formed);
    if (equals != std::string_view::npos) {
      parameter.value = decode(raw.substr(equals + 1), parameter.well_formed);
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

}  // namespace payoutd::api
