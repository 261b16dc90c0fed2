// access/login_code.h: the codes that a user gets by mail and signs in with. Pure but for the
// randomness handed in.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.h"
#include "base/seal.h"
#include "base/secret.h"
#include "base/uuid.h"

namespace payoutd::access {

inline constexpr int64_t login_code_lifetime_micros = 10LL * 60 * 1'000'000;
inline constexpr int64_t login_code_wrong_max = 5;  // after so many wrong ones none is right
inline constexpr size_t login_codes_per_hour = 5;   // for one address

// Six digits, each of the million equally likely.
base::Secret make_login_code(base::Random& random);

// What is kept of a code: an HMAC-SHA256 under the installation's key, bound to its request. A
// plain digest of six digits would be found by trying; without the key nobody who reads the
// database can try.
base::Sha256 login_code_hash(const base::SealKey& key, const base::Uuid& request_id,
                             std::string_view code);

}  // namespace payoutd::access
