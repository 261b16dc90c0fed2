// access/credentials.h: what proves who is calling: API keys with secrets, and session tokens. Pure
// but for the randomness handed in. Texts are shown once and kept nowhere; stores keep their
// SHA-256, which is enough because they are long and random.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"
#include "base/timestamp.h"

namespace payoutd::access {

// Test and live are separate worlds. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class Mode : int16_t { live = 0, test = 1 };
std::string_view to_text(Mode mode);

struct NewApiKey {
  std::string key;              // sk_live_… or sk_test_…: a name, not a secret
  base::Secret secret;          // 40 characters
  base::Secret signing_secret;  // whsec_…: signs requests and webhooks
};
NewApiKey make_api_key(Mode mode, base::Random& random);

// How a session came to be. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class Provider : int16_t { email = 0, by_operator = 1 };
std::string_view to_text(Provider provider);  // "email", "operator"
std::optional<Provider> provider_from_number(int64_t number);

struct NewSession {
  base::Secret token;  // value of the session cookie
  std::string csrf;    // value of the CSRF cookie
};
NewSession make_session(base::Random& random);
// Follows from the session's token, so that a token of another session, or one that somebody else
// has planted, is none of this one: 32 hex digits of its HMAC-SHA256.
std::string csrf_of(std::string_view session_token);
// In constant time.
bool csrf_matches(std::string_view session_token, std::string_view given);
inline constexpr int64_t session_lifetime_micros = 30LL * 24 * 3600 * 1'000'000;

// Takes the same time whether the key is unknown (no stored hash), the secret is wrong, or it is
// right.
bool secret_matches(std::string_view given, const std::optional<base::Sha256>& stored);

}  // namespace payoutd::access
