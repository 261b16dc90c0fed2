// base/timestamp.h: an instant, in microseconds since 1970-01-01T00:00:00Z, and its RFC 3339 text.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace payoutd::base {

inline constexpr int64_t micros_per_second = 1'000'000;

struct Timestamp {
  int64_t micros = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

inline constexpr Timestamp end_of_time{253402300799999999};  // 9999-12-31T23:59:59.999999Z

// Length of `2024-01-15T10:30:00Z`.
inline constexpr size_t rfc3339_seconds_length = 20;

// Writes `2024-01-15T10:30:00Z` (rfc3339_seconds_length bytes, no terminator) to `out`.
// The part below a second is cut off. Years 0001 to 9999; anything else is a bug.
void write_rfc3339_seconds(Timestamp time, char* out);
std::string to_rfc3339_seconds(Timestamp time);
// With six decimals: `2024-01-15T10:30:00.000000Z`. For logs and exports that must not lose any.
std::string to_rfc3339_micros(Timestamp time);

// Reads any RFC 3339 date-time: `T` or a space between date and time, fractions of a second (cut
// to microseconds), `Z` or a numeric offset, upper or lower case. A space where the sign of the
// offset should be is read as `+`, because that is what a query string makes of it.
// Nothing for anything else: no such day, hour 24, leap second 60, year 0000, no offset.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace payoutd::base
