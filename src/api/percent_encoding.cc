#include "api/percent_encoding.h"

#include "base/utf8.h"

namespace payoutd::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

PercentDecoded percent_decode(std::string_view encoded, Plus plus) {
  PercentDecoded decoded;
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
