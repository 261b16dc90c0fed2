// access/signature.h: signed requests (docs/PARTNER_API.md "Signed requests"). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/timestamp.h"

namespace payoutd::access {

// A signature's time may differ this much from the server's clock, either way.
inline constexpr int64_t signature_skew_seconds = 300;

// What the header X-Signature says: `t=1705314600,v1=<64 lower-case hex digits>`.
struct Signature {
  std::string_view time_text;  // as sent; points into the header
  int64_t time_seconds = 0;    // since 1970 UTC
  base::Sha256 code{};         // the HMAC
};

// Nothing for every other form: blanks, capitals, a time with a leading zero, further parts. So
// that what was signed once has one form, and cannot be sent again in another.
std::optional<Signature> parse_signature(std::string_view header);

// What is signed of a request, all of it as it came over the wire.
struct SignedRequest {
  std::string_view method;  // in capitals
  std::string_view path;    // without the query
  std::string_view query;   // without `?`
  std::string_view body;
};

// The five lines: METHOD, PATH, SORTED_QUERY, BODY_HASH, TIMESTAMP, without a line break at the
// end. SORTED_QUERY: what stands between the `&`, sorted by bytes and joined by `&` again; nothing
// is decoded or left out. BODY_HASH: SHA-256 of the body in lower-case hex.
std::string text_to_sign(const SignedRequest& request, std::string_view time_text);

// HMAC-SHA256 of text_to_sign under the bytes of the signing secret, `whsec_` included.
base::Sha256 sign(const SignedRequest& request, std::string_view time_text,
                  const base::Secret& signing_secret);

// Is the signature of this time, give or take signature_skew_seconds?
bool is_of_this_time(const Signature& signature, base::Timestamp now);

// Is it this request's, under this secret? Compared in constant time.
bool signature_matches(const Signature& signature, const SignedRequest& request,
                       const base::Secret& signing_secret);

}  // namespace payoutd::access
