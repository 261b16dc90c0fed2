#include "base/secret.h"

#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"

namespace payoutd::base {

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  OPENSSL_cleanse(other.text_.data(), other.text_.size());
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    OPENSSL_cleanse(text_.data(), text_.size());
    text_ = std::move(other.text_);
    OPENSSL_cleanse(other.text_.data(), other.text_.size());
  }
  return *this;
}

Secret::~Secret() {
  OPENSSL_cleanse(text_.data(), text_.size());
}

Sha256 sha256(std::string_view data) {
  // Looking the algorithm up costs more than a short digest: each thread keeps what it found.
  using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
  thread_local const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256 digest;
  unsigned length = 0;
  const bool done = EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
  check(done && length == digest.size(), "OpenSSL gives SHA-256 digests");
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::string_view data) {
  Sha256 code{};
  unsigned length = 0;
  const unsigned char* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(data.data()), data.size(), code.data(), &length);
  check(made != nullptr && length == code.size(), "OpenSSL gives HMAC-SHA256");
  return code;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::string to_hex(const Sha256& digest) {
  return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

bool equal_in_constant_time(const Sha256& left, const Sha256& right) {
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string random_token(size_t length, Random& random) {
  constexpr std::string_view alphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr unsigned fair_below = 256 / 62 * 62;
  std::string token;
  token.reserve(length);
  std::array<unsigned char, 64> bytes{};
  while (token.size() < length) {
    random.fill(bytes);
    for (const unsigned char byte : bytes) {
      if (byte < fair_below && token.size() < length) token += alphabet[byte % 62];
    }
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return token;
}

}  // namespace payoutd::base
