#include "base/timestamp.h"

#include <array>
#include <chrono>
#include <cstring>
#include <limits>

#include "base/check.h"
#include "base/digits.h"

namespace payoutd::base {
namespace {

// Reads exactly `count` digits at `pos` and moves on; nothing if they are not there.
std::optional<int> read_digits(std::string_view text, size_t& pos, size_t count) {
  if (text.size() < pos + count) return std::nullopt;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = text[pos + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  pos += count;
  return value;
}

bool read_char(std::string_view text, size_t& pos, std::string_view allowed) {
  if (pos >= text.size() || allowed.find(text[pos]) == std::string_view::npos) return false;
  ++pos;
  return true;
}

// Microseconds of a fraction whose `.` has been read; digits beyond the sixth are cut.
std::optional<int64_t> read_fraction(std::string_view text, size_t& pos) {
  int64_t micros = 0;
  int64_t scale = 100'000;
  const size_t start = pos;
  while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') {
    micros += (text[pos] - '0') * scale;
    scale /= 10;
    ++pos;
  }
  if (pos == start) return std::nullopt;
  return micros;
}

std::optional<int64_t> read_offset_minutes(std::string_view text, size_t& pos) {
  if (read_char(text, pos, "Zz")) return 0;
  if (pos >= text.size()) return std::nullopt;
  const char sign = text[pos];
  if (sign != '+' && sign != '-' && sign != ' ') return std::nullopt;
  ++pos;
  const auto hours = read_digits(text, pos, 2);
  if (!hours || *hours > 23 || !read_char(text, pos, ":")) return std::nullopt;
  const auto minutes = read_digits(text, pos, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int64_t total = *hours * 60 + *minutes;
  return sign == '-' ? -total : total;
}

constexpr uint64_t micros_per_day = 86'400'000'000;

// A day, and its text: `2024-01-15T`.
struct Day {
  int64_t begin_micros = std::numeric_limits<int64_t>::min();
  std::array<char, 11> text{};
};

Day day_of(Timestamp time) {
  const auto length = static_cast<int64_t>(micros_per_day);
  const int64_t days = time.micros / length - (time.micros % length < 0 ? 1 : 0);
  Day day{days * length, {}};
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  const int year = static_cast<int>(date.year());
  check(year >= 1 && year <= 9999, "a time to be shown lies in the years 1 to 9999");
  char* const out = day.text.data();
  write_two_digits(static_cast<uint32_t>(year / 100), out);
  write_two_digits(static_cast<uint32_t>(year % 100), out + 2);
  out[4] = '-';
  write_two_digits(static_cast<unsigned>(date.month()), out + 5);
  out[7] = '-';
  write_two_digits(static_cast<unsigned>(date.day()), out + 8);
  out[10] = 'T';
  return day;
}

// Writes date and time down to the second, without a zone; gives the microseconds that are left.
// This runs for every time of every row of every page, mostly for days near each other: the last
// day is kept.
uint32_t write_to_seconds(Timestamp time, char* out) {
  thread_local Day kept;
  const auto since = [&] {
    return static_cast<uint64_t>(time.micros) - static_cast<uint64_t>(kept.begin_micros);
  };
  if (since() >= micros_per_day) kept = day_of(time);
  std::memcpy(out, kept.text.data(), kept.text.size());
  const uint64_t micros = since();
  const auto seconds = static_cast<uint32_t>(micros / 1'000'000);
  write_two_digits(seconds / 3600, out + 11);
  out[13] = ':';
  write_two_digits(seconds / 60 % 60, out + 14);
  out[16] = ':';
  write_two_digits(seconds % 60, out + 17);
  return static_cast<uint32_t>(micros % 1'000'000);
}

}  // namespace

void write_rfc3339_seconds(Timestamp time, char* out) {
  write_to_seconds(time, out);
  out[19] = 'Z';
}

std::string to_rfc3339_seconds(Timestamp time) {
  std::string text(rfc3339_seconds_length, '\0');
  write_rfc3339_seconds(time, text.data());
  return text;
}

std::string to_rfc3339_micros(Timestamp time) {
  std::string text(27, '\0');
  const uint32_t micros = write_to_seconds(time, text.data());
  text[19] = '.';
  write_two_digits(micros / 10'000, text.data() + 20);
  write_two_digits(micros / 100 % 100, text.data() + 22);
  write_two_digits(micros % 100, text.data() + 24);
  text[26] = 'Z';
  return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  size_t pos = 0;
  const auto year = read_digits(text, pos, 4);
  if (!year || *year == 0 || !read_char(text, pos, "-")) return std::nullopt;
  const auto month = read_digits(text, pos, 2);
  if (!month || !read_char(text, pos, "-")) return std::nullopt;
  const auto day = read_digits(text, pos, 2);
  if (!day || !read_char(text, pos, "Tt ")) return std::nullopt;
  const auto hour = read_digits(text, pos, 2);
  if (!hour || *hour > 23 || !read_char(text, pos, ":")) return std::nullopt;
  const auto minute = read_digits(text, pos, 2);
  if (!minute || *minute > 59 || !read_char(text, pos, ":")) return std::nullopt;
  const auto second = read_digits(text, pos, 2);
  if (!second || *second > 59) return std::nullopt;
  int64_t micros = 0;
  if (read_char(text, pos, ".")) {
    const auto fraction = read_fraction(text, pos);
    if (!fraction) return std::nullopt;
    micros = *fraction;
  }
  const auto offset = read_offset_minutes(text, pos);
  if (!offset || pos != text.size()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const int64_t seconds = days * 86'400 + *hour * 3'600 + *minute * 60 + *second - *offset * 60;
  const Timestamp time{seconds * 1'000'000 + micros};
  constexpr Timestamp first_shown{-62135596800000000};  // 0001-01-01T00:00:00Z
  if (time < first_shown || time > end_of_time) return std::nullopt;
  return time;
}

}  // namespace payoutd::base
