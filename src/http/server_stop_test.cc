#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Keeps the responder of GET /held until the test lets it go.
class HeldRequest {
 public:
  void add_to(Router& router) {
    router.add(Method::get, "/held", [this](const Request& request, Responder responder) {
      const std::lock_guard lock(mutex_);
      request_ = &request;
      responder_.emplace(std::move(responder));
      arrived_.notify_all();
    });
  }
  void wait_until_held() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return responder_.has_value(); });
  }
  void answer() {
    const std::lock_guard lock(mutex_);
    Response response;
    response.body = "held " + request_->target;
    responder_->send(std::move(response));
    responder_.reset();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  const Request* request_ = nullptr;
  std::optional<Responder> responder_;
};

constexpr std::string_view get_held = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Stop, lets_a_running_request_finish) {
  HeldRequest held;
  TestServer server({}, 2, [&](Router& router) { held.add_to(router); });
  Client running = server.connect();
  Client idle = server.connect();
  Client silent = server.connect();
  EXPECT_EQ(idle.ask(get_hello).status, 200);
  running.send(get_held);
  held.wait_until_held();
  ASSERT_TRUE(server.wait_for_connections(3));

  server.server().stop();
  server.server().stop();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(silent.is_closed());
  EXPECT_FALSE(server.connect().connected());
  EXPECT_TRUE(server.wait_for_connections(1));

  held.answer();
  const Answer answer = running.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "held /held");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(running.is_closed());
  const auto start = steady_clock::now();
  server.stop_and_wait();
  EXPECT_LT(steady_clock::now() - start, milliseconds(1500));
}

TEST(Stop, lets_a_request_arrive_that_has_begun) {
  TestServer server;
  Client client = server.connect();
  client.send(get_hello.substr(0, 10));
  ASSERT_TRUE(server.wait_for_connections(1));
  std::this_thread::sleep_for(milliseconds(50));
  server.server().stop();
  std::this_thread::sleep_for(milliseconds(50));
  client.send(get_hello.substr(10));
  const Answer answer = client.read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Connection"), "close");
}

TEST(Stop, cuts_what_is_stuck) {
  Limits limits;
  limits.stop_timeout = milliseconds(100);
  HeldRequest held;
  Router router;
  add_test_routes(router);
  held.add_to(router);
  {
    ServerOptions options;
    options.port = 0;
    options.threads = 2;
    options.limits = limits;
    Server server(router, options, nullptr);
    ASSERT_TRUE(server.listen().has_value());
    std::thread running([&] { server.run(); });
    Client stuck(server.port());
    Client half(server.port());
    stuck.send(get_held);
    half.send("GET /");
    held.wait_until_held();
    const auto start = steady_clock::now();
    server.stop();
    running.join();
    EXPECT_LT(steady_clock::now() - start, milliseconds(1000));
    EXPECT_EQ(stuck.read().status, 0);
    EXPECT_EQ(half.read().status, 0);
  }
  // The handler still has its request, though the server is gone.
  held.answer();
}

TEST(Stop, before_run_makes_it_return) {
  Router router;
  add_test_routes(router);
  ServerOptions options;
  options.port = 0;
  options.threads = 2;
  Server server(router, options, nullptr);
  ASSERT_TRUE(server.listen().has_value());
  server.stop();
  server.run();
  EXPECT_EQ(server.open_connections(), 0u);
}

TEST(Stop, while_clients_come_and_go) {
  for (int round = 0; round < 5; ++round) {
    TestServer server({}, 2);
    std::vector<std::jthread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&server] {
        while (true) {
          Client client(server.port());
          if (!client.connected()) return;
          for (int n = 0; n < 10 && client.ask(get_hello).status == 200; ++n) {
          }
        }
      });
    }
    std::this_thread::sleep_for(milliseconds(50));
    server.stop_and_wait();
    EXPECT_EQ(server.server().open_connections(), 0u);
  }
}

}  // namespace
}  // namespace payoutd::http
