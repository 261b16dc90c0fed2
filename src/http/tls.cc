#include "http/tls.h"

#include <algorithm>
#include <ctime>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/check.h"

namespace payoutd::http {
namespace {

// Mozilla's "intermediate" of Server Side TLS 5.7, without the ciphers of finite-field
// Diffie-Hellman: whoever knows TLS 1.2 with GCM knows elliptic curves. TLS 1.3's own are
// OpenSSL's.
constexpr const char* ciphers_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* curves = "X25519:prime256v1:secp384r1";
// RFC 7301: length, then the name.
constexpr unsigned char http_1_1[] = "\x08http/1.1";

// The first of OpenSSL's reasons, for people; the others go.
std::string last_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "not a PEM file of that kind" : reason;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, chosen_size, http_1_1, sizeof(http_1_1) - 1, offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;  // RFC 7301 §3.2
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

// A key with a passphrase is refused instead of asked for on the terminal.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

void prepare(SSL_CTX* context) {
  base::check(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1, "TLS 1.2 is known");
  base::check(SSL_CTX_set_cipher_list(context, ciphers_1_2) == 1, "the ciphers are known");
  base::check(SSL_CTX_set1_groups_list(context, curves) == 1, "the curves are known");
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // Sessions are resumed by tickets: the client keeps them, not this process.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, &no_passphrase);
}

base::Status check_times(const X509* certificate, const std::string& file, base::Timestamp now) {
  std::time_t seconds = now.micros / 1'000'000;
  if (X509_cmp_time(X509_get0_notAfter(certificate), &seconds) <= 0) {
    return base::refused("certificate_expired", "the certificate in " + file + " has expired");
  }
  if (X509_cmp_time(X509_get0_notBefore(certificate), &seconds) > 0) {
    return base::refused("certificate_expired", "the certificate in " + file + " is not valid yet");
  }
  return {};
}

tl::unexpected<base::Error> mismatch(const std::string& certificate_file,
                                     const std::string& key_file) {
  ERR_clear_error();
  return base::refused(
      "key_mismatch",
      "the key in " + key_file + " is not that of the certificate in " + certificate_file);
}

}  // namespace

struct TlsIdentity::Context {
  Context() : ssl(SSL_CTX_new(TLS_server_method())) {
    base::check(ssl != nullptr, "memory for TLS");
  }
  ~Context() { SSL_CTX_free(ssl); }
  Context(const Context&) = delete;

  SSL_CTX* const ssl;
};

TlsIdentity::TlsIdentity(std::unique_ptr<Context> context) : context_(std::move(context)) {}
TlsIdentity::~TlsIdentity() = default;

base::Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::load(
    const std::string& certificate_file, const std::string& key_file, base::Timestamp now) {
  auto context = std::make_unique<Context>();
  SSL_CTX* ssl = context->ssl;
  prepare(ssl);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(ssl, certificate_file.c_str()) != 1) {
    return base::refused("certificate_unreadable", "no certificate can be read from " +
                                                       certificate_file + ": " + last_reason());
  }
  if (auto timely = check_times(SSL_CTX_get0_certificate(ssl), certificate_file, now); !timely) {
    return base::forward(std::move(timely));
  }
  if (SSL_CTX_use_PrivateKey_file(ssl, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    // A key of the certificate's kind is compared with it as soon as it is read.
    const bool another = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    if (another) return mismatch(certificate_file, key_file);
    return base::refused("key_unreadable",
                         "no key can be read from " + key_file + ": " + last_reason());
  }
  if (SSL_CTX_check_private_key(ssl) != 1) return mismatch(certificate_file, key_file);
  return std::shared_ptr<const TlsIdentity>(new TlsIdentity(std::move(context)));
}

struct TlsSession::State {
  ~State() { SSL_free(ssl); }

  SSL* ssl = nullptr;
};

// The session keeps the identity's context alive: it is counted by OpenSSL.
TlsSession::TlsSession(const TlsIdentity& identity, int socket)
    : state_(std::make_unique<State>()) {
  state_->ssl = SSL_new(identity.context_->ssl);
  base::check(state_->ssl != nullptr && SSL_set_fd(state_->ssl, socket) == 1, "memory for TLS");
  SSL_set_accept_state(state_->ssl);
}

TlsSession::~TlsSession() = default;

TlsSession::Progress TlsSession::judge(int returned) {
  if (returned > 0) return {Outcome::done, static_cast<size_t>(returned)};
  switch (SSL_get_error(state_->ssl, returned)) {
    case SSL_ERROR_WANT_READ:
      return {Outcome::wants_read};
    case SSL_ERROR_WANT_WRITE:
      return {Outcome::wants_write};
    case SSL_ERROR_ZERO_RETURN:
      return {Outcome::ended};
    default:
      ERR_clear_error();
      return {Outcome::failed};
  }
}

TlsSession::Progress TlsSession::handshake() {
  ERR_clear_error();  // what another connection of this thread left behind would be taken for ours
  return judge(SSL_do_handshake(state_->ssl));
}

TlsSession::Progress TlsSession::read(std::span<char> space) {
  ERR_clear_error();
  return judge(SSL_read(state_->ssl, space.data(),
                        static_cast<int>(std::min(space.size(), size_t{1} << 30U))));
}

TlsSession::Progress TlsSession::write(std::string_view bytes) {
  base::check(!bytes.empty(), "an empty write has no meaning in TLS");
  ERR_clear_error();
  return judge(SSL_write(state_->ssl, bytes.data(),
                         static_cast<int>(std::min(bytes.size(), size_t{1} << 30U))));
}

void TlsSession::say_end() {
  ERR_clear_error();
  SSL_shutdown(state_->ssl);
  ERR_clear_error();
}

}  // namespace payoutd::http
