#include "api/console/list_parameters.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "api/query_string.h"

namespace payoutd::api::console {
namespace {

constexpr int64_t limit_default = 50;
constexpr int64_t limit_max = 200;

// A whole number, perhaps negative; what does not fit 64 bits is the nearest that does.
std::optional<int64_t> parse_whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    value = value > (most - 9) / 10 ? most : value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace

std::optional<std::string> first_value(std::string_view query, std::string_view name) {
  for (Parameter& parameter : parse_query(query)) {
    if (parameter.name == name) return std::move(parameter.value);
  }
  return std::nullopt;
}

namespace {

// Of several the first counts.
std::optional<int64_t> whole_number(std::string_view query, std::string_view name) {
  const auto text = first_value(query, name);
  return text ? parse_whole_number(*text) : std::nullopt;
}

}  // namespace

Window parse_window(std::string_view query) {
  const int64_t limit = whole_number(query, "limit").value_or(0);
  const int64_t offset = whole_number(query, "offset").value_or(0);
  Window window;
  if (limit >= 1 && limit <= limit_max) window.limit = static_cast<uint32_t>(limit);
  if (offset >= 0) window.offset = static_cast<uint64_t>(offset);
  return window;
}

payouts::ListQuery parse_list_parameters(std::string_view query) {
  payouts::ListQuery list;
  list.tie_break = payouts::TieBreak::id;
  list.limit = static_cast<uint32_t>(
      std::clamp<int64_t>(whole_number(query, "limit").value_or(limit_default), 1, limit_max));
  list.offset =
      static_cast<uint64_t>(std::max<int64_t>(whole_number(query, "offset").value_or(0), 0));
  return list;
}

}  // namespace payoutd::api::console
