#include "access/credentials.h"

#include "base/check.h"

namespace payoutd::access {
namespace {

constexpr std::string_view live_prefix = "sk_live_";
constexpr std::string_view test_prefix = "sk_test_";
constexpr size_t key_token_length = 24;
constexpr size_t secret_length = 40;   // 238 bits
constexpr size_t session_length = 43;  // 256 bits
constexpr size_t csrf_length = 32;     // 128 bits

}  // namespace

std::string_view to_text(Mode mode) {
  switch (mode) {
    case Mode::live:
      return "live";
    case Mode::test:
      return "test";
  }
  base::fail_check("a mode is live or test", __FILE__, __LINE__);
}

std::string_view to_text(Provider provider) {
  switch (provider) {
    case Provider::email:
      return "email";
    case Provider::by_operator:
      return "operator";
  }
  base::fail_check("a provider is e-mail or an operator", __FILE__, __LINE__);
}

std::optional<Provider> provider_from_number(int64_t number) {
  for (const Provider each : {Provider::email, Provider::by_operator}) {
    if (static_cast<int64_t>(each) == number) return each;
  }
  return std::nullopt;
}

NewApiKey make_api_key(Mode mode, base::Random& random) {
  const std::string_view prefix = mode == Mode::live ? live_prefix : test_prefix;
  return {std::string(prefix) + base::random_token(key_token_length, random),
          base::Secret(base::random_token(secret_length, random)),
          base::Secret("whsec_" + base::random_token(secret_length, random))};
}

NewSession make_session(base::Random& random) {
  base::Secret token(base::random_token(session_length, random));
  std::string csrf = csrf_of(token.reveal());
  return {std::move(token), std::move(csrf)};
}

std::string csrf_of(std::string_view session_token) {
  return base::to_hex(base::hmac_sha256(session_token, "csrf")).substr(0, csrf_length);
}

bool csrf_matches(std::string_view session_token, std::string_view given) {
  // Digests have one length, whatever was given.
  return base::equal_in_constant_time(base::sha256(csrf_of(session_token)), base::sha256(given));
}

bool secret_matches(std::string_view given, const std::optional<base::Sha256>& stored) {
  // The digest is made and compared whether or not there is something to compare with.
  const base::Sha256 digest = base::sha256(given);
  const base::Sha256 expected = stored.value_or(base::Sha256{});
  const bool equal = base::equal_in_constant_time(digest, expected);
  return equal && stored.has_value();
}

}  // namespace payoutd::access
