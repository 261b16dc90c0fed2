// Answers that other threads give after the handler returned.
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/test_server.h"

namespace payoutd::http {
namespace {

// Answers each request on a thread of its own.
class LateRoutes {
 public:
  ~LateRoutes() {
    for (std::thread& thread : threads_) thread.join();
  }
  void add_to(Router& router) {
    add(router, "/api/late", [](const Request& request, Responder responder) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      Response response;
      response.body = "late " + std::string(request.query);
      responder.send(std::move(response));
    });
    // Most often answered just while the connection begins to wait.
    add(router, "/soon", [](const Request& request, Responder responder) {
      Response response;
      response.body = request.query;
      responder.send(std::move(response));
    });
    add(router, "/api/forgotten", [](const Request&, Responder) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
  }

 private:
  void add(Router& router, const std::string& pattern, Handler late) {
    router.add(Method::get, pattern, [this, late](const Request& request, Responder responder) {
      auto moved = std::make_shared<Responder>(std::move(responder));
      const std::lock_guard lock(mutex_);
      threads_.emplace_back([late, &request, moved]() mutable {
        Responder own = std::move(*moved);
        moved.reset();
        late(request, std::move(own));
      });
    });
  }

  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

TEST(LateAnswers, come_from_another_thread) {
  LateRoutes routes;
  TestServer server({}, 2, [&](Router& router) { routes.add_to(router); });
  Client client = server.connect();
  for (int i = 0; i < 3; ++i) {
    const Answer answer =
        client.ask("GET /api/late?" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "late " + std::to_string(i));
    EXPECT_EQ(answer.header("X-Surface"), "of /api");
  }
}

TEST(LateAnswers, keep_the_order_of_pipelined_requests) {
  LateRoutes routes;
  TestServer server({}, 2, [&](Router& router) { routes.add_to(router); });
  Client client = server.connect();
  client.send("GET /api/late?1 HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(get_hello));
  EXPECT_EQ(client.read().body, "late 1");
  EXPECT_EQ(client.read().body, "hello ");
}

TEST(LateAnswers, race_with_the_waiting_connection) {
  LateRoutes routes;
  TestServer server({}, 1, [&](Router& router) { routes.add_to(router); });
  Client client = server.connect();
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    EXPECT_EQ(client.ask("GET /soon?" + n + " HTTP/1.1\r\nHost: a\r\n\r\n").body, n);
  }
}

TEST(LateAnswers, that_never_come_are_500) {
  LateRoutes routes;
  TestServer server({}, 1, [&](Router& router) { routes.add_to(router); });
  Client client = server.connect();
  const Answer answer = client.ask("GET /api/forgotten HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "/api:500:" + answer.header("X-Request-Id").value_or("none"));
  EXPECT_EQ(answer.header("X-Surface"), "of /api");
}

TEST(LateAnswers, find_their_client_gone) {
  LateRoutes routes;
  TestServer server({}, 1, [&](Router& router) { routes.add_to(router); });
  {
    Client client = server.connect();
    client.send("GET /api/late HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  EXPECT_EQ(server.wait_for_observed(1).size(), 1u);
  EXPECT_TRUE(server.wait_for_connections(0));
}

}  // namespace
}  // namespace payoutd::http
