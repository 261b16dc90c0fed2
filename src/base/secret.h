// base/secret.h: text that must not reach a log, an error or a page by accident.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"

namespace payoutd::base {

// Has no conversion to text, no operator<< and no formatter: whoever needs the text says
// `reveal()`, and every place that does can be found. Wiped when it is destroyed.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();
  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view data);
Sha256 hmac_sha256(std::string_view key, std::string_view data);  // RFC 2104
std::string to_hex(std::string_view bytes);
std::string to_hex(const Sha256& digest);

// Same time for every pair of digests, equal or not.
bool equal_in_constant_time(const Sha256& left, const Sha256& right);

// `length` characters of [0-9A-Za-z], each from a cryptographic source without bias.
std::string random_token(size_t length, Random& random);

}  // namespace payoutd::base
