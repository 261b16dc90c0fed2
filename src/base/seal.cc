#include "base/seal.h"

#include <cerrno>
#include <fstream>
#include <memory>

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "base/check.h"

namespace payoutd::base {
namespace {

constexpr size_t nonce_bytes = 12;
constexpr size_t tag_bytes = 16;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext new_context() {
  CipherContext made(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  check(made != nullptr, "OpenSSL gives a cipher context");
  return made;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string seal(const Secret& secret, std::string_view context, const SealKey& key,
                 Random& random) {
  const std::string_view text = secret.reveal();
  std::string sealed(nonce_bytes + text.size() + tag_bytes, '\0');
  unsigned char* out = bytes_of(sealed);
  random.fill({out, nonce_bytes});
  const CipherContext cipher = new_context();
  int count = 0;
  bool done =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(), out) == 1;
  done = done && EVP_EncryptUpdate(cipher.get(), nullptr, &count, bytes_of(context),
                                   static_cast<int>(context.size())) == 1;
  done = done && EVP_EncryptUpdate(cipher.get(), out + nonce_bytes, &count, bytes_of(text),
                                   static_cast<int>(text.size())) == 1;
  done = done && EVP_EncryptFinal_ex(cipher.get(), out + nonce_bytes + text.size(), &count) == 1;
  done = done && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                                     out + nonce_bytes + text.size()) == 1;
  check(done, "AES-256-GCM encrypts");
  return sealed;
}

Result<Secret> unseal(std::string_view sealed, std::string_view context, const SealKey& key) {
  const auto broken = [] {
    return refused("seal_broken", "the sealed secret was altered or belongs to another key");
  };
  if (sealed.size() < nonce_bytes + tag_bytes) return broken();
  const size_t length = sealed.size() - nonce_bytes - tag_bytes;
  std::string text(length, '\0');
  std::string tag(sealed.substr(nonce_bytes + length));
  const CipherContext cipher = new_context();
  int count = 0;
  bool done = EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes.data(),
                                 bytes_of(sealed)) == 1;
  done = done && EVP_DecryptUpdate(cipher.get(), nullptr, &count, bytes_of(context),
                                   static_cast<int>(context.size())) == 1;
  done = done && EVP_DecryptUpdate(cipher.get(), bytes_of(text), &count,
                                   bytes_of(sealed) + nonce_bytes, static_cast<int>(length)) == 1;
  done =
      done && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1;
  done = done && EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + length, &count) == 1;
  Secret secret(std::move(text));
  if (!done) return broken();
  return secret;
}

Result<SealKey> parse_seal_key(std::string_view hex) {
  SealKey key;
  if (hex.size() != key.bytes.size() * 2) {
    return refused("seal_key_unusable", "a sealing key is 64 hexadecimal digits");
  }
  for (size_t i = 0; i < key.bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return refused("seal_key_unusable", "a sealing key is 64 hexadecimal digits");
    }
    key.bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return key;
}

namespace {

bool write_all(int file, std::string_view text) {
  return write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Puts a new key at `path` unless there is one. Whoever opens the file there finds a whole key: it
// is written elsewhere, made durable, and only then given its name.
bool make_key_file(const std::string& path, Random& random) {
  const std::string draft = path + "." + random_token(12, random);
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  SealKey key;
  random.fill(key.bytes);
  const std::string hex =
      to_hex(std::string_view(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()));
  const bool written = write_all(file, hex + "\n") && fsync(file) == 0;
  close(file);
  const bool named = written && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  unlink(draft.c_str());
  return named;
}

}  // namespace

Result<SealKey> load_or_make_seal_key(const std::string& path, Random& random) {
  if (access(path.c_str(), F_OK) != 0 && !make_key_file(path, random)) {
    return unavailable("seal_key_unusable", "cannot make the key file " + path);
  }
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) {
    return unavailable("seal_key_unusable", "cannot read the key file " + path);
  }
  auto key = parse_seal_key(line);
  if (!key) return unavailable("seal_key_unusable", path + " does not hold a key of 64 hex digits");
  return key;
}

}  // namespace payoutd::base
