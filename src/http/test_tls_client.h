// http/test_tls_client.h: test_client.h's client by TLS.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace payoutd::http {

// A blocking client by TLS; every wait ends after five seconds, as if the connection had ended.
class TlsClient {
 public:
  struct Wishes {
    int version_max = TLS1_3_VERSION;
    std::string protocol = "http/1.1";  // ALPN; empty: none
  };

  explicit TlsClient(uint16_t port) : TlsClient(port, Wishes()) {}
  TlsClient(uint16_t port, const Wishes& wishes)
      : context_(SSL_CTX_new(TLS_client_method())), fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    // What OpenSSL would not offer by itself any more.
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, wishes.version_max);
    if (!wishes.protocol.empty()) {
      const std::string offer = static_cast<char>(wishes.protocol.size()) + wishes.protocol;
      SSL_CTX_set_alpn_protos(context_, reinterpret_cast<const unsigned char*>(offer.data()),
                              static_cast<unsigned>(offer.size()));
    }
    const timeval patience{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                 SSL_connect(ssl_) == 1;
  }
  TlsClient(const TlsClient&) = delete;
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(fd_);
  }

  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_); }
  std::string server_name() const {
    X509* certificate = SSL_get1_peer_certificate(ssl_);
    char name[64] = "";
    if (certificate != nullptr) {
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                sizeof name);
    }
    X509_free(certificate);
    return name;
  }

  bool send(std::string_view text) {
    return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) ==
           static_cast<int>(text.size());
  }
  // The next answer, head and body; less if the connection ends.
  std::string read() {
    size_t length = std::string::npos;
    while (unread_.size() < length) {
      const size_t end = unread_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const size_t at = unread_.find("Content-Length: ") + 16;
        length = end + 4 + std::strtoul(unread_.c_str() + at, nullptr, 10);
        if (unread_.size() >= length) break;
      }
      if (!receive()) break;
    }
    std::string answer = unread_.substr(0, length);
    unread_.erase(0, answer.size());
    return answer;
  }
  std::string ask(std::string_view text) {
    send(text);
    return read();
  }
  // All that still comes.
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(unread_, {});
  }
  // Did the server say that it sends no more?
  bool is_told_end() {
    char byte = 0;
    const int count = SSL_read(ssl_, &byte, 1);
    return count == 0 && SSL_get_error(ssl_, count) == SSL_ERROR_ZERO_RETURN;
  }

 private:
  bool receive() {
    char bytes[65536];
    const int count = SSL_read(ssl_, bytes, sizeof bytes);
    if (count > 0) unread_.append(bytes, static_cast<size_t>(count));
    return count > 0;
  }

  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  int fd_;
  bool connected_ = false;
  std::string unread_;
};

}  // namespace payoutd::http
