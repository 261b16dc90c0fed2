// base/seal.h: secrets that must be read again (signing secrets), encrypted at rest.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace payoutd::base {

// An installation's key; everything sealed is lost without it.
struct SealKey {
  std::array<unsigned char, 32> bytes{};
};

// AES-256-GCM (NIST SP 800-38D) with a fresh random nonce: nonce (12) ‖ ciphertext ‖ tag (16).
// `context` is bound to the result: unsealing under another one is refused.
std::string seal(const Secret& secret, std::string_view context, const SealKey& key,
                 Random& random);
// Refusals: `seal_broken` (other key, other context, or altered).
Result<Secret> unseal(std::string_view sealed, std::string_view context, const SealKey& key);

// Reads the 64 hex digits in `path`; makes the file with a new key (mode 0600) if there is none.
// Errors: `seal_key_unusable` (unavailable): cannot be read or made, or is not a key.
Result<SealKey> load_or_make_seal_key(const std::string& path, Random& random);
// From 64 hex digits. Refusals: `seal_key_unusable`.
Result<SealKey> parse_seal_key(std::string_view hex);

}  // namespace payoutd::base
