#include <atomic>
#include <csignal>

#include <gtest/gtest.h>

#include "http/test_certificate.h"
#include "http/test_server.h"
#include "http/test_tls_client.h"

namespace payoutd::http {
namespace {

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
