#include <algorithm>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

std::string get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

TEST(Server, keeps_a_connection_of_http_1_1) {
  TestServer server;
  Client client = server.connect();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.ask(get("/hello?n=1"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello n=1");
    EXPECT_EQ(answer.header("Content-Length"), "9");
    EXPECT_EQ(answer.header("Connection"), std::nullopt);
    EXPECT_EQ(answer.header("X-Surface"), "of ");
    EXPECT_EQ(answer.header("Date")->size(), std::string("Mon, 15 Jan 2024 10:30:00 GMT").size());
  }
  const Answer last = client.ask(get("/hello", "Connection: close\r\n"));
  EXPECT_EQ(last.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, closes_http_1_0_unless_asked_to_keep_it) {
  TestServer server;
  Client keeping = server.connect();
  for (int i = 0; i < 2; ++i) {
    const Answer answer = keeping.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "keep-alive");
  }
  const Answer answer = keeping.ask("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(keeping.is_closed());
}

TEST(Server, answers_pipelined_requests_in_order) {
  TestServer server;
  Client client = server.connect();
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += "\r\n" + get("/hello?" + std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.read().body, "hello " + std::to_string(i));
}

TEST(Server, reads_a_request_in_single_bytes) {
  TestServer server;
  Client client = server.connect();
  const std::string text = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (const char c : text) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read().body, "abc");
}

TEST(Server, answers_after_the_client_finished_sending) {
  TestServer server;
  Client client = server.connect();
  client.send(get_hello);
  client.finish_sending();
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, answers_head_like_get_without_the_body) {
  TestServer server;
  Client client = server.connect();
  const Answer head = client.ask("HEAD /hello?xyz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "9");
  const Answer missing = client.ask("HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(missing.status, 404);
  // A body would be read as the beginning of this answer.
  EXPECT_EQ(client.ask(get("/hello?xyz")).body, "hello xyz");
}

TEST(Server, sends_no_body_with_204_and_304) {
  TestServer server;
  Client client = server.connect();
  for (const int status : {204, 304}) {
    const Answer answer = client.ask(get("/status/" + std::to_string(status)));
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("Content-Length"), std::nullopt);
  }
  EXPECT_EQ(client.ask(get("/status/499")).body, "a body");
}

TEST(Server, reads_bodies_by_length_and_by_chunks) {
  TestServer server;
  Client client = server.connect();
  const std::string large(300'000, 'x');
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(client.ask(head + "Content-Length: 300000\r\n\r\n" + large).body, large);
  EXPECT_EQ(client.ask(head + "Content-Length: 0\r\n\r\n").body, "");
  const Answer chunked =
      client.ask(head +
                 "Transfer-Encoding: chunked\r\n\r\n"
                 "3;a=b\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n");
  EXPECT_EQ(chunked.body, "abc0123456789");
  EXPECT_EQ(client.ask(std::string(get_hello)).status, 200);
}

TEST(Server, sends_100_continue_to_who_waits_for_it) {
  TestServer server;
  Client client = server.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("abc");
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "abc");
}

TEST(Server, echoes_or_makes_a_request_id) {
  TestServer server;
  Client client = server.connect();
  const auto id_for = [&](const std::string& headers) {
    return client.ask(get("/hello", headers)).header("X-Request-Id").value_or("");
  };
  const auto is_made = [](const std::string& id) {
    return id.size() == 30 && id.starts_with("req_") &&
           id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4) == std::string::npos;
  };
  EXPECT_EQ(id_for("X-Request-Id: abc\r\n"), "abc");
  EXPECT_EQ(id_for("x-request-id: !~" + std::string(126, 'z') + "\r\n").size(), 128u);
  EXPECT_PRED1(is_made, id_for(""));
  EXPECT_PRED1(is_made, id_for("X-Request-Id: \r\n"));
  EXPECT_PRED1(is_made, id_for("X-Request-Id: " + std::string(129, 'z') + "\r\n"));
  EXPECT_PRED1(is_made, id_for("X-Request-Id: a b\r\n"));
  EXPECT_PRED1(is_made, id_for("X-Request-Id: \xc3\xa9\r\n"));
  EXPECT_PRED1(is_made, id_for("X-Request-Id: a\r\nX-Request-Id: a\r\n"));
  EXPECT_NE(id_for(""), id_for(""));
}

TEST(Server, understands_absolute_targets_and_the_star) {
  TestServer server;
  Client client = server.connect();
  EXPECT_EQ(client.ask(get("http://elsewhere:80/hello?1")).body, "hello 1");
  EXPECT_EQ(client.ask(get("HTTPS://elsewhere?1")).status, 404);
  const Answer star = client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(star.status, 204);
}

TEST(Server, knows_its_peer) {
  TestServer server;
  EXPECT_EQ(server.connect().ask(get("/api/peer")).body, "127.0.0.1");
}

TEST(Server, reports_each_answer_once) {
  TestServer server;
  Client client = server.connect();
  const Answer answer = client.ask(get("/status/299?x", "X-Request-Id: me\r\n"));
  client.ask("BREW /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::vector<Observed> observed = server.wait_for_observed(2);
  ASSERT_EQ(observed.size(), 2u);
  EXPECT_EQ(observed[0].method, "GET");
  EXPECT_EQ(observed[0].target, "/status/299?x");
  EXPECT_EQ(observed[0].pattern, "/status/{code}");
  EXPECT_EQ(observed[0].request_id, "me");
  EXPECT_EQ(observed[0].remote_address, "127.0.0.1");
  EXPECT_EQ(observed[0].status, 299);
  EXPECT_EQ(observed[0].response_bytes, answer.head.size() + 2 + answer.body.size());
  EXPECT_EQ(observed[0].subject, (base::Uuid{{2, 99}}));
  EXPECT_EQ(observed[1].subject, std::nullopt);
  EXPECT_EQ(observed[1].method, "OTHER");
  EXPECT_EQ(observed[1].pattern, "");
  EXPECT_EQ(observed[1].status, 404);
}

TEST(Server, listens_where_it_may_or_says_why_not) {
  TestServer server;
  const Router router;
  const auto reason_for = [&](const std::string& host, uint16_t port) {
    ServerOptions options;
    options.host = host;
    options.port = port;
    options.threads = 1;
    const base::Status status = Server(router, options, nullptr).listen();
    return status ? std::string("none") : status.error().reason;
  };
  EXPECT_EQ(reason_for("127.0.0.1", server.port()), "address_in_use");
  EXPECT_EQ(reason_for("192.0.2.1", 0), "address_invalid");
  EXPECT_EQ(reason_for("no such host", 0), "address_invalid");
  EXPECT_EQ(reason_for("localhost", 0), "none");
}

TEST(Server, believes_a_trusted_proxy_for_each_request_anew) {
  TestServer server({}, 1, nullptr, nullptr,
                    [](std::string_view address) { return address == "127.0.0.1"; });
  Client client = server.connect();
  const std::string begin = "GET /api/peer HTTP/1.1\r\nHost: a\r\n";
  const Answer forwarded =
      client.ask(begin + "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n");
  EXPECT_EQ(forwarded.body, "192.0.2.7");
  EXPECT_TRUE(forwarded.header("Strict-Transport-Security"));
  const Answer plain = client.ask(begin + "\r\n");
  EXPECT_EQ(plain.body, "127.0.0.1");
  EXPECT_FALSE(plain.header("Strict-Transport-Security"));
  EXPECT_EQ(client.ask(begin + "X-Forwarded-For: 192.0.2.8\r\nBad name: x\r\n\r\n").status, 400);
  const auto observed = server.wait_for_observed(3);
  ASSERT_EQ(observed.size(), 3U);
  EXPECT_EQ(observed[0].remote_address, "192.0.2.7");
  EXPECT_EQ(observed[1].remote_address, "127.0.0.1");
}

TEST(Server, every_answer_has_what_guards_browsers) {
  TestServer server;
  for (const std::string request :
       {"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /api/peer HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "nonsense\r\n\r\n", "GET /status/304 HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    const Answer answer = server.connect().ask(request);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << request;
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << request;
    EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin") << request;
    EXPECT_EQ(answer.header("Content-Security-Policy"),
              "default-src 'none'; frame-ancestors 'none'")
        << request;
    EXPECT_FALSE(answer.header("Strict-Transport-Security")) << request;
  }
}

}  // namespace
}  // namespace payoutd::http
