// base/json_number.h: the text of a JSON number, checked. simdjson's on-demand reader hands out the
// token of a number without having looked at it.
#pragma once

#include <optional>
#include <string_view>

namespace payoutd::base {

// `token` without the blanks behind it, if that is a number (RFC 8259 §6); otherwise nothing.
std::optional<std::string_view> json_number(std::string_view token);

}  // namespace payoutd::base
