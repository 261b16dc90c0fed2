// server/settings_values.h: values that settings of several kinds have.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace payoutd::server {

// What a setting answers to a value that it took; else a value's kind: "must be …".
inline constexpr std::optional<std::string> fine = std::nullopt;

inline std::optional<uint64_t> parse_count(std::string_view text, uint64_t least, uint64_t most) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < least || value > most) return std::nullopt;
  return value;
}

}  // namespace payoutd::server
