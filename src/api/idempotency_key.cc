#include "api/idempotency_key.h"

#include <algorithm>

namespace payoutd::api {

tl::expected<std::string_view, IdempotencyKeyFault> idempotency_key(const http::Request& request) {
  if (request.count_headers("idempotency-key") != 1) {
    return tl::unexpected(IdempotencyKeyFault::required);
  }
  const std::string_view key = *request.header("idempotency-key");
  if (key.size() < idempotency_key_bytes_min) return tl::unexpected(IdempotencyKeyFault::too_short);
  if (key.size() > idempotency_key_bytes_max) return tl::unexpected(IdempotencyKeyFault::too_long);
  const bool visible =
      std::all_of(key.begin(), key.end(), [](char c) { return c >= '!' && c <= '~'; });
  if (!visible) return tl::unexpected(IdempotencyKeyFault::invalid);
  return key;
}

std::string_view code_of(IdempotencyKeyFault fault) {
  switch (fault) {
    case IdempotencyKeyFault::required:
      return "IDEMPOTENCY_KEY_REQUIRED";
    case IdempotencyKeyFault::too_short:
      return "IDEMPOTENCY_KEY_TOO_SHORT";
    case IdempotencyKeyFault::too_long:
      return "IDEMPOTENCY_KEY_TOO_LONG";
    case IdempotencyKeyFault::invalid:
      return "IDEMPOTENCY_KEY_INVALID";
  }
  return {};
}

std::string_view message_of(IdempotencyKeyFault fault) {
  switch (fault) {
    case IdempotencyKeyFault::required:
      return "the header Idempotency-Key must be given once";
    case IdempotencyKeyFault::too_short:
      return "Idempotency-Key must have at least 8 characters";
    case IdempotencyKeyFault::too_long:
      return "Idempotency-Key must not have more than 256 characters";
    case IdempotencyKeyFault::invalid:
      return "Idempotency-Key must have visible ASCII characters only";
  }
  return {};
}

}  // namespace payoutd::api
