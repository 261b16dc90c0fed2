// http/trim.h: a header's value without the spaces and tabs around it (RFC 9110, section 5.6.3).
#pragma once

#include <string_view>

namespace payoutd::http {

inline std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace payoutd::http
