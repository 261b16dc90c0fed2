// Answers whose body is made while it is sent. How they break off: server_stream_cut_test.cc.
#include "http/test_stream.h"

namespace payoutd::http {
namespace {

TEST_F(StreamTest, arrives_whole_and_the_connection_stays) {
  TestServer server({}, 1, streams(pieces(50)));
  Client client = server.connect();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = client.ask(get("/stream"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, whole(50));
    EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer.header("Content-Length"), std::nullopt);
    EXPECT_EQ(answer.header("Connection"), std::nullopt);
    EXPECT_EQ(answer.header("X-Surface"), "of ");
    EXPECT_EQ(client.ask(get_hello).body, "hello ");
  }
  EXPECT_EQ(watch_.pulled, 150);
  EXPECT_TRUE(all_destroyed());
}

TEST_F(StreamTest, pipelined_requests_are_answered_in_order) {
  TestServer server({}, 1, streams(pieces(3)));
  Client client = server.connect();
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += get("/stream") + get("/hello?" + std::to_string(i));
  client.send(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.read().body, whole(3));
    EXPECT_EQ(client.read().body, "hello " + std::to_string(i));
  }
}

TEST_F(StreamTest, says_when_the_connection_does_not_stay) {
  TestServer server({}, 1, streams(pieces(3)));
  Client client = server.connect();
  const Answer answer = client.ask("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(answer.body, whole(3));
  EXPECT_TRUE(client.is_closed());
}

TEST_F(StreamTest, ends_with_the_connection_in_http_1_0) {
  TestServer server({}, 1, streams(pieces(50)));
  Client client = server.connect();
  client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const Answer head = client.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Transfer-Encoding"), std::nullopt);
  EXPECT_EQ(head.header("Content-Length"), std::nullopt);
  EXPECT_EQ(head.header("Connection"), "close");
  EXPECT_EQ(client.read_to_end(), whole(50));
}

TEST_F(StreamTest, head_is_answered_like_get_and_nothing_is_made) {
  TestServer server({}, 1, streams(pieces(3)));
  Client client = server.connect();
  const Answer answer = client.ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(answer.header("Content-Length"), std::nullopt);
  EXPECT_EQ(client.ask(get_hello).body, "hello ");
  const Answer old = client.ask("HEAD /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(old.header("Transfer-Encoding"), std::nullopt);
  EXPECT_EQ(old.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(watch_.pulled, 0);
  EXPECT_TRUE(all_destroyed());
}

TEST_F(StreamTest, statuses_without_a_body_lose_it) {
  TestServer server({}, 1, streams(pieces(3)));
  for (const std::string code : {"204", "304"}) {
    Client client = server.connect();
    const Answer answer = client.ask(get("/stream/" + code));
    EXPECT_EQ(answer.head.find("Transfer-Encoding"), std::string::npos);
    EXPECT_EQ(client.ask(get_hello).body, "hello ");
    const Answer old =
        client.ask("GET /stream/" + code + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(old.header("Connection"), "keep-alive");
  }
  EXPECT_EQ(watch_.pulled, 0);
  EXPECT_TRUE(all_destroyed());
}

TEST_F(StreamTest, empty_pieces_are_no_end) {
  TestServer server({}, 1, streams([](int number, std::string& out) {
                      if (number % 3 == 1) out = "x";
                      return number < 9 ? Next::more : Next::end;
                    }));
  Client client = server.connect();
  EXPECT_EQ(client.ask(get("/stream")).body, "xxx");
  EXPECT_EQ(client.ask(get_hello).body, "hello ");
  client.send(get("/stream", "1.0"));
  client.read(true);
  EXPECT_EQ(client.read_to_end(), "xxx");
}

TEST_F(StreamTest, an_empty_body_is_one) {
  TestServer server({}, 1, streams([](int, std::string&) { return Next::end; }));
  Client client = server.connect();
  const Answer answer = client.ask(get("/stream"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(client.ask(get_hello).body, "hello ");
  client.send(get("/stream", "1.0"));
  EXPECT_EQ(client.read(true).status, 200);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(StreamTest, a_piece_may_be_larger_than_what_the_socket_takes) {
  TestServer server({}, 1, streams(pieces(2, 20 << 20)));
  Client client(server.port(), 65536);
  EXPECT_TRUE(client.ask(get("/stream")).body == whole(2, 20 << 20));
  EXPECT_EQ(client.ask(get_hello).body, "hello ");
}

TEST_F(StreamTest, is_not_made_ahead_of_the_client) {
  TestServer server({}, 1, streams(pieces(1000)));
  Client client(server.port(), 4096);
  client.send(get("/stream"));
  int before = -1;
  // Until nothing more goes into the sockets' buffers.
  ASSERT_TRUE(wait_until([&] {
    const int now = watch_.pulled;
    return std::exchange(before, now) == now && now > 0;
  }));
  EXPECT_LT(watch_.pulled, 300);
  EXPECT_EQ(watch_.destroyed, 0);
  EXPECT_TRUE(client.read().body == whole(1000));
  EXPECT_EQ(watch_.pulled, 1000);
}

TEST_F(StreamTest, leaves_the_loop_to_others_between_pieces) {
  std::atomic<bool> enough{false};
  const auto start = steady_clock::now();
  // Nothing to send, so nothing but the connection's own will lets others in.
  TestServer server({}, 1, streams([&](int, std::string&) {
                      const bool late = steady_clock::now() - start > std::chrono::seconds(10);
                      return enough || late ? Next::end : Next::more;
                    }));
  Client streaming = server.connect();
  streaming.send(get("/stream"));
  ASSERT_TRUE(wait_until([&] { return watch_.pulled > 0; }));
  Client other = server.connect();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(other.ask(get_hello).status, 200);
  EXPECT_EQ(watch_.destroyed, 0);
  enough = true;
  EXPECT_EQ(streaming.read().status, 200);
}

TEST_F(StreamTest, others_are_answered_while_a_client_reads_fast) {
  TestServer server({}, 1, streams(endless()));
  std::atomic<bool> done{false};
  std::thread reading([&] {
    Client streaming = server.connect();
    streaming.send(get("/stream"));
    while (!done && streaming.receive_and_forget()) {
    }
  });
  ASSERT_TRUE(wait_until([&] { return watch_.pulled > 10; }));
  Client other = server.connect();
  const auto start = steady_clock::now();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(other.ask(get_hello).status, 200);
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(watch_.destroyed, 0);
  done = true;
  reading.join();
  EXPECT_TRUE(all_destroyed());
}

TEST_F(StreamTest, may_come_late_from_another_thread) {
  std::thread late;
  TestServer server({}, 1, [&](Router& router) {
    router.add(Method::get, "/api/late", [&](const Request&, Responder responder) {
      auto moved = std::make_shared<Responder>(std::move(responder));
      late = std::thread([this, moved] {
        std::this_thread::sleep_for(milliseconds(20));
        Response response;
        response.body_source = std::make_shared<ScriptedSource>(pieces(5), watch_);
        moved->set("X-Late", "yes");
        moved->send(std::move(response));
      });
    });
  });
  const Answer answer = server.connect().ask(get("/api/late"));
  EXPECT_EQ(answer.body, whole(5));
  EXPECT_EQ(answer.header("X-Surface"), "of /api");
  EXPECT_EQ(answer.header("X-Late"), "yes");
  late.join();
}

TEST_F(StreamTest, is_reported_once_when_it_has_ended) {
  constexpr milliseconds pause{50};
  std::atomic<bool> go{false};
  TestServer server({}, 1, streams([&](int number, std::string& out) {
                      wait_until([&] { return go.load(); });
                      return pieces(5)(number, out);
                    }));
  Client client = server.connect();
  const auto start = steady_clock::now();
  client.send(get("/stream", "1.0"));
  const Answer head = client.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(server.wait_for_observed(0).empty());
  std::this_thread::sleep_for(pause);
  go = true;
  const size_t body_size = client.read_to_end().value_or("").size();
  const std::vector<Observed> observed = server.wait_for_observed(1);
  ASSERT_EQ(observed.size(), 1u);
  EXPECT_EQ(observed[0].status, 200);
  EXPECT_EQ(observed[0].pattern, "/stream");
  EXPECT_EQ(observed[0].response_bytes, head.head.size() + 2 + body_size);
  EXPECT_LE(observed[0].duration + pause, steady_clock::now() - start) << "up to the first byte";
}

TEST_F(StreamTest, is_reported_with_all_that_is_sent) {
  TestServer server({}, 1, streams(pieces(5)));
  const Answer answer = server.connect().ask(get("/stream"));
  const size_t lines = 5 * std::string("10000\r\n\r\n").size() + std::string("0\r\n\r\n").size();
  const std::vector<Observed> observed = server.wait_for_observed(1);
  ASSERT_EQ(observed.size(), 1u);
  EXPECT_EQ(observed[0].response_bytes, answer.head.size() + 2 + answer.body.size() + lines);
}

TEST_F(StreamTlsTest, arrives_whole_and_the_connection_stays) {
  TestServer server({}, 1, streams(pieces(50)), identity_);
  TlsClient client(server.port());
  client.send(get("/stream") + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string all = client.read_to_end();
  EXPECT_TRUE(client.is_told_end());
  const size_t head_end = all.find("\r\n\r\n") + 4;
  EXPECT_NE(all.substr(0, head_end).find("Transfer-Encoding: chunked"), std::string::npos);
  ChunkReader chunks(whole(50).size(), 1000);
  std::string body;
  const size_t taken = chunks.take(std::string_view(all).substr(head_end), body);
  EXPECT_EQ(chunks.state(), ChunkReader::State::complete);
  EXPECT_EQ(body, whole(50));
  EXPECT_TRUE(all.substr(head_end + taken).starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(all.ends_with("hello "));
}

TEST_F(StreamTlsTest, ends_in_order_in_http_1_0) {
  TestServer server({}, 1, streams(pieces(50)), identity_);
  TlsClient client(server.port());
  client.send(get("/stream", "1.0"));
  EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\n" + whole(50)));
  EXPECT_TRUE(client.is_told_end());
}

}  // namespace
}  // namespace payoutd::http
