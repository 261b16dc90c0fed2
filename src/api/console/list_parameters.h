// api/console/list_parameters.h: the parameters of lists (docs/CONSOLE_API.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "payouts/list_query.h"

namespace payoutd::api::console {

// Of GET /v1/referrals/payouts. Never fails: `limit` is clamped to 1–200 and is 50 if it is not a
// number, `offset` is 0 if it is negative or not a number. Other parameters are ignored; of one
// given twice the first counts.
payouts::ListQuery parse_list_parameters(std::string_view query);

// Which rows of the other lists. Never fails: a `limit` that is not a number from 1 to 200 is 50,
// an `offset` that is not a number from 0 on is 0.
struct Window {
  uint64_t offset = 0;
  uint32_t limit = 50;
};
Window parse_window(std::string_view query);

// The value of the first parameter of that name, decoded.
std::optional<std::string> first_value(std::string_view query, std::string_view name);

}  // namespace payoutd::api::console
