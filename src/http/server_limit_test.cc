// Limits of size, time and number.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

using std::chrono::milliseconds;

Limits small_limits() {
  Limits limits;
  limits.body_bytes_max = 100;
  limits.header_bytes_max = 1000;
  limits.target_bytes_max = 200;
  return limits;
}

Limits short_limits() {
  Limits limits;
  limits.header_timeout = milliseconds(150);
  limits.body_timeout = milliseconds(150);
  limits.idle_timeout = milliseconds(150);
  limits.write_timeout = milliseconds(300);
  return limits;
}

void expect_fault_and_close(Client& client, int status, const std::string& surface = "") {
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, status);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(answer.header("X-Surface"), "of " + surface);
  EXPECT_EQ(answer.body, surface + ":" + std::to_string(status) + ":" +
                             answer.header("X-Request-Id").value_or("none"));
  EXPECT_TRUE(client.is_closed());
}

TEST(ServerLimits, refuse_a_body_by_its_length_alone) {
  TestServer server(small_limits());
  Client client = server.connect();
  client.send("POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n");
  expect_fault_and_close(client, 413, "/api");
  Client expecting = server.connect();
  expecting.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  expect_fault_and_close(expecting, 413);
}

TEST(ServerLimits, take_a_body_of_just_the_limit) {
  TestServer server(small_limits());
  const std::string body(100, 'x');
  EXPECT_EQ(server.connect()
                .ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + body)
                .body,
            body);
}

TEST(ServerLimits, count_the_bytes_of_chunks) {
  TestServer server(small_limits());
  Client client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send("32\r\n" + std::string(50, 'x') + "\r\n33\r\n");
  expect_fault_and_close(client, 413);
}

TEST(ServerLimits, answer_a_client_that_goes_on_sending) {
  TestServer server(small_limits());
  Client client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
  client.send(std::string(500'000, 'x'));
  expect_fault_and_close(client, 413);
}

TEST(ServerLimits, refuse_endless_chunk_extensions_and_trailers) {
  TestServer server(small_limits());
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  Client extension = server.connect();
  extension.send(head + "1;" + std::string(2000, 'a'));
  expect_fault_and_close(extension, 431);
  Client trailer = server.connect();
  trailer.send(head + "0\r\nX: " + std::string(2000, 'a'));
  expect_fault_and_close(trailer, 431);
}

TEST(ServerLimits, tell_long_headers_from_long_targets) {
  TestServer server(small_limits());
  const auto sent = [&](const std::string& text) {
    Client client = server.connect();
    client.send(text);
    return client;
  };
  const std::string line = "GET /api/x HTTP/1.1\r\nHost: a\r\n";
  Client headers = sent(line + "X-A: " + std::string(1000, 'a') + "\r\n\r\n");
  expect_fault_and_close(headers, 431, "/api");
  Client endless_headers = sent(line + "X-A: " + std::string(5000, 'a'));
  expect_fault_and_close(endless_headers, 431, "/api");
  Client target = sent("GET /api/" + std::string(200, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  expect_fault_and_close(target, 414, "/api");
  Client long_line = sent("GET /api/" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n");
  expect_fault_and_close(long_line, 414, "/api");
  Client endless_line = sent("GET /api/" + std::string(5000, 'a'));
  expect_fault_and_close(endless_line, 414, "/api");
}

TEST(ServerLimits, take_a_head_of_just_the_limit) {
  TestServer server(small_limits());
  std::string text = "GET /hello HTTP/1.1\r\nHost: a\r\nX-A: \r\n\r\n";
  text.insert(text.size() - 4, std::string(1000 - text.size(), 'a'));
  EXPECT_EQ(server.connect().ask(text).status, 200);
}

TEST(ServerTimeouts, answer_408_to_half_a_request) {
  TestServer server(short_limits());
  Client head = server.connect();
  head.send("GET /api/peer HTTP/1.1\r\nHost:");
  Client body = server.connect();
  body.send("POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Request-Id: me\r\n\r\nab");
  expect_fault_and_close(head, 408, "/api");
  const Answer answer = body.read();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.header("X-Request-Id"), "me");
  EXPECT_EQ(answer.body, "/api:408:me");
  EXPECT_TRUE(body.is_closed());
}

TEST(ServerTimeouts, do_not_wait_longer_for_who_drips) {
  TestServer server(short_limits());
  Client client = server.connect();
  const auto start = std::chrono::steady_clock::now();
  while (client.send("X") && server.server().open_connections() > 0 &&
         std::chrono::steady_clock::now() - start < std::chrono::seconds(3)) {
    if (!server.wait_for_observed(0).empty()) break;
    std::this_thread::sleep_for(milliseconds(20));
  }
  expect_fault_and_close(client, 408);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(ServerTimeouts, close_the_idle_without_a_word) {
  TestServer server(short_limits());
  Client silent = server.connect();
  Client used = server.connect();
  EXPECT_EQ(used.ask(get_hello).status, 200);
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(used.is_closed());
  EXPECT_EQ(server.wait_for_observed(1).size(), 1u);
}

TEST(ServerTimeouts, close_a_client_that_never_reads) {
  TestServer server(short_limits(), 1, [](Router& router) {
    router.add(Method::get, "/large", [](const Request&, Responder responder) {
      Response response;
      response.body.assign(32 << 20, 'x');
      responder.send(std::move(response));
    });
  });
  Client client(server.port(), 4096);
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(server.wait_for_observed(1).size(), 1u);
  EXPECT_TRUE(server.wait_for_connections(0));
}

TEST(ServerTimeouts, send_a_large_answer_to_who_reads) {
  Limits limits;
  limits.write_timeout = milliseconds(400);
  TestServer server(limits, 1, [](Router& router) {
    router.add(Method::get, "/large", [](const Request&, Responder responder) {
      Response response;
      response.body.assign(32 << 20, 'x');
      responder.send(std::move(response));
    });
  });
  Client client(server.port(), 65536);
  EXPECT_EQ(client.ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").body.size(), size_t{32 << 20});
  EXPECT_EQ(client.ask(get_hello).status, 200);
}

TEST(ServerConnections, one_too_many_is_told_so) {
  Limits limits;
  limits.connections_max = 2;
  TestServer server(limits);
  {
    Client first = server.connect();
    Client second = server.connect();
    EXPECT_EQ(first.ask(get_hello).status, 200);
    EXPECT_EQ(second.ask(get_hello).status, 200);
    EXPECT_EQ(server.server().open_connections(), 2u);
    Client third = server.connect();
    third.send(get_hello);
    const Answer answer = third.read();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.header("Retry-After"), "1");
    EXPECT_EQ(answer.header("X-Surface"), "of ");
    EXPECT_TRUE(third.is_closed());
    EXPECT_EQ(first.ask(get_hello).status, 200);
  }
  EXPECT_TRUE(server.wait_for_connections(0));
  EXPECT_EQ(server.connect().ask(get_hello).status, 200);
}

TEST(ServerConnections, a_thousand_idle_ones_hinder_nobody) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  if (files.rlim_cur < 2100) GTEST_SKIP() << "too few file descriptors are allowed here";
  TestServer server;
  std::vector<Client> idle;
  for (int i = 0; i < 1000; ++i) idle.push_back(server.connect());
  EXPECT_TRUE(server.wait_for_connections(1000));
  const auto start = std::chrono::steady_clock::now();
  Client client = server.connect();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.ask(get_hello).status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_EQ(idle.back().ask(get_hello).status, 200);
}

TEST(ServerConnections, running_out_of_descriptors_pauses_accepting) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  TestServer server({}, 1);
  Client client = server.connect();
  EXPECT_EQ(client.ask(get_hello).status, 200);
  // The kernel takes the connection; the server finds no descriptor for it: this client's is the
  // last that is allowed.
  const int last = ::dup(0);
  ::close(last);
  rlimit files = before;
  files.rlim_cur = static_cast<rlim_t>(last) + 1;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  Client waiting = server.connect();
  waiting.send(get_hello);
  timespec used_before{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used_before);
  std::this_thread::sleep_for(milliseconds(300));
  timespec used_after{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used_after);
  const auto used_ms = (used_after.tv_sec - used_before.tv_sec) * 1000 +
                       (used_after.tv_nsec - used_before.tv_nsec) / 1'000'000;
  EXPECT_LT(used_ms, 150);
  EXPECT_EQ(client.ask(get_hello).status, 200);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(waiting.read().status, 200);
}

TEST(ServerLimits, a_surface_has_its_own_limit_of_bodies) {
  Limits limits;
  limits.body_bytes_max = 50;
  TestServer server(limits, 1, [](Router& router) {
    Surface small = make_surface("/small");
    small.body_bytes_max = 5;
    router.add_surface(small);
    Surface large = make_surface("/small/large");
    large.body_bytes_max = 500;
    router.add_surface(large);
    for (const char* path : {"/small/echo", "/small/large/echo"}) {
      router.add(Method::post, path, [](const Request& request, Responder responder) {
        responder.send({200, {}, request.body});
      });
    }
  });
  const auto status = [&](const std::string& path, size_t size) {
    const std::string begin = "POST " + path + " HTTP/1.1\r\nHost: a\r\n";
    const std::string body(size, 'x');
    const int whole =
        server.connect()
            .ask(begin + "Content-Length: " + std::to_string(size) + "\r\n\r\n" + body)
            .status;
    std::string chunked = begin + "Transfer-Encoding: chunked\r\n\r\n";
    for (const char c : body) chunked += std::string("1\r\n") + c + "\r\n";
    EXPECT_EQ(server.connect().ask(chunked + "0\r\n\r\n").status, whole) << path << size;
    return whole;
  };
  EXPECT_EQ(status("/small/echo", 5), 200);
  EXPECT_EQ(status("/small/echo", 6), 413);
  EXPECT_EQ(status("/small/echo?x=/echo", 6), 413);
  EXPECT_EQ(status("/small/large/echo", 50), 200);
  EXPECT_EQ(status("/small/large/echo", 51), 413) << "the server's own holds besides";
  EXPECT_EQ(status("/echo", 50), 200);
  EXPECT_EQ(status("/echo", 51), 413);
}

TEST(ServerLimits, a_surfaces_limit_is_known_before_the_body_is_asked_for) {
  TestServer server({}, 1, [](Router& router) {
    Surface small = make_surface("/small");
    small.body_bytes_max = 5;
    router.add_surface(small);
  });
  const Answer answer = server.connect().ask(
      "POST /small/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(answer.body.starts_with("/small:413:"));
}

}  // namespace
}  // namespace payoutd::http
