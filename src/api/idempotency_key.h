// api/idempotency_key.h: the Idempotency-Key of a request that creates something
// (docs/PARTNER_API.md). Pure.
#pragma once

#include <string_view>

#include <tl/expected.hpp>

#include "http/request.h"

namespace payoutd::api {

inline constexpr size_t idempotency_key_bytes_min = 8;
inline constexpr size_t idempotency_key_bytes_max = 256;

enum class IdempotencyKeyFault { required, too_short, too_long, invalid };

// 8 to 256 visible ASCII characters, in a header that is there once; points into the request. Of
// several faults the first that applies: `required` (there is none, or several), `too_short`,
// `too_long`, `invalid`.
tl::expected<std::string_view, IdempotencyKeyFault> idempotency_key(const http::Request& request);

std::string_view code_of(IdempotencyKeyFault fault);     // "IDEMPOTENCY_KEY_TOO_SHORT"
std::string_view message_of(IdempotencyKeyFault fault);  // for people

}  // namespace payoutd::api
