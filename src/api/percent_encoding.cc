#include "api/percent_encoding.h"

#include <algorithm>

#include "base/utf8.h"

namespace payoutd::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Does it stand for itself? Most names and values do.
bool is_plain(std::string_view encoded) {
  return std::all_of(encoded.begin(), encoded.end(), [](char c) {
    return static_cast<signed char>(c) > 0 && c != '%' && c != '+';  // ASCII but for NUL
  });
}

}  // namespace

PercentDecoded percent_decode(std::string_view encoded, Plus plus) {
  PercentDecoded decoded;
  if (is_plain(encoded)) {
    decoded.text = encoded;
    return decoded;
  }
  decoded.text.reserve(encoded.size());
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '+' && plus == Plus::space) {
      decoded.text += ' ';
      continue;
    }
    if (encoded[i] != '%') {
      decoded.text += encoded[i];
      continue;
    }
    const bool has_digits = i + 2 < encoded.size();
    const int high = has_digits ? hex_value(encoded[i + 1]) : -1;
    const int low = has_digits ? hex_value(encoded[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded.well_formed = false;
      decoded.text += '%';
      continue;
    }
    decoded.text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  const bool has_nul = decoded.text.find('\0') != std::string::npos;
  if (has_nul || !base::is_utf8(decoded.text)) decoded.well_formed = false;
  return decoded;
}

}  // namespace payoutd::api
