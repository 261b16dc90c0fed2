// api/partner/own_number.h: the number by which a path names a wallet or a transaction.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace payoutd::api::partner {

// As it is shown, in no other form: "1", not "01" or "+1". Another text gives 0, which nothing of
// anybody's has.
inline int64_t own_number(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return 0;
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end ? number : 0;
}

}  // namespace payoutd::api::partner
