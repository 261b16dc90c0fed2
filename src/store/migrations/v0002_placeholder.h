// store/migrations/v0002_placeholder.h: holds a number.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0002_placeholder = "SELECT 1;";

}  // namespace payoutd::store
