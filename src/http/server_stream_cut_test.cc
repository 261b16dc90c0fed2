// Streamed answers that break off: by the source, the client, the clock or a stop.
#include <stdexcept>

#include "http/test_stream.h"

namespace payoutd::http {
namespace {

// Two pieces, and then none can be had.
Next break_off(int number, std::string& out) {
  if (number == 2) {
    out = "not to be sent";
    return Next::broken;
  }
  return pieces(3)(number, out);
}

TEST_F(StreamTest, a_broken_source_cuts_the_connection) {
  TestServer server({}, 1, streams(break_off));
  Client client = server.connect();
  const Answer answer = client.ask(get("/stream"));
  EXPECT_EQ(answer.status, 0) << "no last chunk";
  EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(answer.body, whole(2));
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(all_destroyed());
  EXPECT_EQ(watch_.pulled, 3);
  const std::vector<Observed> observed = server.wait_for_observed(1);
  ASSERT_EQ(observed.size(), 1u);
  EXPECT_EQ(observed[0].response_bytes, answer.head.size() + 2 + whole(2).size() + 18);
}

TEST_F(StreamTest, a_broken_source_resets_http_1_0) {
  TestServer server({}, 1, streams(break_off));
  Client client = server.connect();
  client.send(get("/stream", "1.0"));
  EXPECT_EQ(client.read_to_end(), std::nullopt);
}

TEST_F(StreamTest, a_whole_body_is_reset_by_nothing_later) {
  Limits limits;
  limits.stop_timeout = milliseconds(50);
  TestServer server(limits, 1, streams(pieces(3)));
  Client client = server.connect();
  client.send(get("/stream", "1.0"));
  EXPECT_EQ(server.wait_for_observed(1).size(), 1u);
  server.stop_and_wait();  // closes the connection, which still lingers
  EXPECT_EQ(client.read(true).status, 200);
  EXPECT_EQ(client.read_to_end(), whole(3));
}

TEST_F(StreamTest, a_source_that_throws_is_broken) {
  TestServer server({}, 1, streams([this](int number, std::string& out) {
                      if (number == 1 && watch_.made == 1) throw std::runtime_error("on purpose");
                      if (number == 1) throw 1;
                      return pieces(3)(number, out);
                    }));
  for (int i = 0; i < 2; ++i) {
    const Answer answer = server.connect().ask(get("/stream"));
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.body, whole(1));
  }
  EXPECT_TRUE(all_destroyed());
  EXPECT_EQ(server.wait_for_observed(2).size(), 2u);
  EXPECT_EQ(server.connect().ask(get_hello).status, 200);
}

TEST_F(StreamTlsTest, a_broken_source_is_no_orderly_end) {
  TestServer server({}, 1, streams(break_off), identity_);
  for (const std::string version : {"1.0", "1.1"}) {
    TlsClient client(server.port());
    client.send(get("/stream", version));
    EXPECT_EQ(client.read_to_end().find("not to be sent"), std::string::npos);
    EXPECT_FALSE(client.is_told_end());
  }
}

TEST_F(StreamTest, ends_when_its_client_goes_away) {
  TestServer server({}, 1, streams(endless()));
  for (const char* version : {"1.0", "1.1"}) {
    Client client = server.connect();
    client.send(get("/stream", version));
    EXPECT_TRUE(client.receive_and_forget());
  }
  EXPECT_TRUE(all_destroyed());
  EXPECT_TRUE(server.wait_for_connections(0));
  const std::vector<Observed> observed = server.wait_for_observed(2);
  ASSERT_EQ(observed.size(), 2u);
  EXPECT_GT(observed[0].response_bytes, 0u);
}

TEST_F(StreamTest, a_client_that_never_reads_is_cut) {
  Limits limits;
  limits.write_timeout = milliseconds(200);
  TestServer server(limits, 1, streams(endless()));
  Client client(server.port(), 4096);
  Client old(server.port(), 4096);
  client.send(get("/stream"));
  old.send(get("/stream", "1.0"));
  EXPECT_TRUE(wait_until([&] { return watch_.destroyed == 2; }));
  EXPECT_TRUE(server.wait_for_connections(0));
  EXPECT_EQ(client.read().status, 0);
  EXPECT_EQ(old.read_to_end(), std::nullopt);
}

TEST_F(StreamTest, a_client_that_reads_slowly_is_served) {
  Limits limits;
  limits.write_timeout = milliseconds(200);
  TestServer server(limits, 1, streams(endless()));
  Client client(server.port(), 65536);
  client.send(get("/stream"));
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(client.receive_and_forget()) << i;
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(watch_.destroyed, 0);
}

TEST_F(StreamTest, the_time_that_a_source_takes_is_not_the_clients) {
  Limits limits;
  limits.write_timeout = milliseconds(50);
  TestServer server(limits, 1, streams([](int number, std::string& out) {
                      if (number % 2 == 1) std::this_thread::sleep_for(milliseconds(200));
                      return pieces(4)(number, out);
                    }));
  EXPECT_EQ(server.connect().ask(get("/stream")).body, whole(4));
}

TEST_F(StreamTest, finishes_after_stop_if_it_is_quick) {
  TestServer server({}, 1, streams(pieces(500)));
  Client client(server.port(), 65536);
  client.send(get("/stream"));
  ASSERT_TRUE(wait_until([&] { return watch_.pulled > 2; }));
  server.server().stop();
  EXPECT_TRUE(client.read().body == whole(500));
  EXPECT_TRUE(client.is_closed());
  server.stop_and_wait();
}

TEST_F(StreamTest, is_cut_if_it_takes_longer_than_a_stop) {
  Limits limits;
  limits.stop_timeout = milliseconds(100);
  TestServer server(limits, 1, streams(endless()));
  Client reading = server.connect();
  Client stuck(server.port(), 4096);
  reading.send(get("/stream"));
  stuck.send(get("/stream"));
  ASSERT_TRUE(wait_until([&] { return watch_.made == 2; }));
  Answer answer;
  std::thread thread([&] { answer = reading.read(); });
  const auto start = steady_clock::now();
  server.stop_and_wait();
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(3));
  EXPECT_EQ(watch_.destroyed, 2);
  thread.join();
  EXPECT_EQ(answer.status, 0);
  EXPECT_FALSE(answer.body.empty());
}

TEST_F(StreamTest, is_not_asked_for_more_once_it_was_cut) {
  Limits limits;
  limits.stop_timeout = milliseconds(100);
  const auto start = steady_clock::now();
  // Sends nothing, so that it does not learn from the socket that this was closed.
  const Script silent = [&](int, std::string&) {
    return steady_clock::now() - start > std::chrono::seconds(5) ? Next::end : Next::more;
  };
  TestServer server(limits, 1, streams(silent));
  Client client = server.connect();
  client.send(get("/stream"));
  ASSERT_TRUE(wait_until([&] { return watch_.pulled > 0; }));
  server.stop_and_wait();
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(4));
  EXPECT_EQ(client.read().status, 0);
}

TEST_F(StreamTlsTest, ends_with_its_client_and_with_a_stop) {
  Limits limits;
  limits.stop_timeout = milliseconds(100);
  TestServer server(limits, 1, streams(endless()), identity_);
  {
    TlsClient client(server.port());
    client.send(get("/stream"));
    ASSERT_TRUE(wait_until([&] { return watch_.pulled > 10; }));
  }
  EXPECT_TRUE(all_destroyed());
  TlsClient client(server.port());
  client.send(get("/stream"));
  ASSERT_TRUE(wait_until([&] { return watch_.made == 2; }));
  server.stop_and_wait();
  EXPECT_EQ(watch_.destroyed, 2);
  client.read_to_end();
  EXPECT_FALSE(client.is_told_end());
}

}  // namespace
}  // namespace payoutd::http
