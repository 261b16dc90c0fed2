#include <atomic>
#include <csignal>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "http/test_certificate.h"
#include "http/test_server.h"

namespace payoutd::http {
namespace {

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
    const std::string answer = unread_.substr(0, length);
    unread_.erase(0, answer.size());
    return answer;
  }
  std::string ask(std::string_view text) {
    send(text);
    return read();
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

class ServerTlsTest : public testing::Test {
 protected:
  ServerTlsTest() { std::signal(SIGPIPE, SIG_IGN); }

  TestCertificates certificates_;
  std::shared_ptr<const TlsIdentity> identity_ = certificates_.identity("one");
};

TEST_F(ServerTlsTest, answers_and_asks_for_tls_from_now_on) {
  TestServer server({}, 2, nullptr, identity_);
  TlsClient client(server.port());
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  for (int i = 0; i < 3; ++i) {
    const std::string answer = client.ask(get_hello);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nhello "));
    EXPECT_NE(answer.find("\r\nStrict-Transport-Security: "), std::string::npos);
  }
}

TEST_F(ServerTlsTest, carries_much_both_ways) {
  TestServer server({}, 1, nullptr, identity_);
  TlsClient client(server.port());
  std::string body(3'000'000, 'x');
  for (size_t i = 0; i < body.size(); i += 100) body[i] = static_cast<char>('a' + i / 100 % 26);
  ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n"));
  ASSERT_TRUE(client.send(body));
  const std::string answer = client.read();
  EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), body);
  EXPECT_TRUE(client.ask(get_hello).ends_with("hello "));
}

TEST_F(ServerTlsTest, answers_requests_that_came_together) {
  TestServer server({}, 1, nullptr, identity_);
  TlsClient client(server.port());
  client.send(std::string(get_hello) + std::string(get_hello) + std::string(get_hello));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.read().ends_with("hello "));
}

TEST_F(ServerTlsTest, lets_a_client_wait_before_it_sends) {
  TestServer server({}, 1, nullptr, identity_);
  TlsClient client(server.port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(client.read().starts_with("HTTP/1.1 100 Continue\r\n"));
  EXPECT_TRUE(client.ask("hi").ends_with("\r\n\r\nhi"));
}

TEST_F(ServerTlsTest, speaks_no_old_version_and_no_other_protocol) {
  TestServer server({}, 1, nullptr, identity_);
  EXPECT_TRUE(TlsClient(server.port(), {TLS1_2_VERSION, "http/1.1"}).connected());
  EXPECT_TRUE(TlsClient(server.port(), {TLS1_3_VERSION, ""}).connected());
  EXPECT_FALSE(TlsClient(server.port(), {TLS1_1_VERSION, "http/1.1"}).connected());
  EXPECT_FALSE(TlsClient(server.port(), {TLS1_VERSION, "http/1.1"}).connected());
  EXPECT_FALSE(TlsClient(server.port(), {TLS1_3_VERSION, "h2"}).connected());
}

TEST_F(ServerTlsTest, ends_plain_text_without_a_word) {
  TestServer server({}, 1, nullptr, identity_);
  for (const std::string_view text : {get_hello, std::string_view("\r\n\r\n\r\n\r\n\r\n\r\n")}) {
    Client plain = server.connect();
    plain.send(text);
    EXPECT_EQ(plain.read().status, 0);
  }
  EXPECT_TRUE(server.wait_for_connections(0));
  EXPECT_TRUE(TlsClient(server.port()).ask(get_hello).ends_with("hello "));
}

TEST_F(ServerTlsTest, does_not_wait_for_a_handshake_for_ever) {
  Limits limits;
  limits.header_timeout = std::chrono::milliseconds(100);
  TestServer server(limits, 1, nullptr, identity_);
  Client silent = server.connect();
  Client slow = server.connect();
  slow.send(std::string_view("\x16\x03\x01\x02", 4));  // how a client's hello begins
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(slow.is_closed());
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST_F(ServerTlsTest, counts_connections_that_shake_hands) {
  Limits limits;
  limits.connections_max = 1;
  TestServer server(limits, 1, nullptr, identity_);
  const Client silent = server.connect();
  ASSERT_TRUE(server.wait_for_connections(1));
  EXPECT_TRUE(TlsClient(server.port()).read().starts_with("HTTP/1.1 503 "));
}

TEST_F(ServerTlsTest, stops_at_once_whoever_shakes_hands) {
  TestServer server({}, 2, nullptr, identity_);
  TlsClient idle(server.port());
  ASSERT_TRUE(idle.ask(get_hello).ends_with("hello "));
  Client silent = server.connect();
  ASSERT_TRUE(server.wait_for_connections(2));
  const auto start = std::chrono::steady_clock::now();
  server.stop_and_wait();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
  EXPECT_TRUE(silent.is_closed());
}

TEST_F(ServerTlsTest, says_that_it_ends) {
  TestServer server({}, 1, nullptr, identity_);
  TlsClient client(server.port());
  EXPECT_TRUE(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .ends_with("hello "));
  EXPECT_TRUE(client.is_told_end());
}

TEST_F(ServerTlsTest, new_connections_get_a_new_certificate_and_old_ones_go_on) {
  TestServer server({}, 2, nullptr, identity_);
  TlsClient old(server.port());
  EXPECT_EQ(old.server_name(), "one");
  server.server().use_tls(certificates_.identity("two"));
  EXPECT_EQ(TlsClient(server.port()).server_name(), "two");
  identity_.reset();
  EXPECT_TRUE(old.ask(get_hello).ends_with("hello "));
}

TEST_F(ServerTlsTest, a_change_of_certificates_disturbs_nobody) {
  TestServer server({}, 2, nullptr, identity_);
  const auto other = certificates_.identity("two");
  std::atomic<bool> done = false;
  std::thread changing([&] {
    for (int i = 0; !done; ++i) {
      server.server().use_tls(i % 2 == 0 ? other : identity_);
      std::this_thread::yield();
    }
  });
  for (int i = 0; i < 50; ++i) {
    TlsClient client(server.port());
    EXPECT_TRUE(client.ask(get_hello).ends_with("hello ")) << i;
  }
  done = true;
  changing.join();
}

}  // namespace
}  // namespace payoutd::http
