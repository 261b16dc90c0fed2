// http/test_server.h: a server on a free port with a few routes, for the tests.
#pragma once

#include <chrono>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/router.h"
#include "http/server.h"
#include "http/test_client.h"

namespace payoutd::http {

// Faults are rendered as `<surface>:<status>:<request id>`.
inline Surface make_surface(const std::string& prefix) {
  Surface surface;
  surface.prefix = prefix;
  surface.render_fault = [prefix](Fault fault, std::string_view request_id) {
    Response response;
    response.status = status_of(fault);
    response.body = prefix + ":" + std::to_string(response.status) + ":" + std::string(request_id);
    return response;
  };
  surface.decorate = [prefix](const Request&, Response& response) {
    response.set("X-Surface", "of " + prefix);
  };
  return surface;
}

inline void add_test_routes(Router& router) {
  router.add_surface(make_surface(""));
  router.add_surface(make_surface("/api"));
  router.add(Method::get, "/hello", [](const Request& request, Responder responder) {
    Response response;
    response.body = "hello " + std::string(request.query);
    responder.send(std::move(response));
  });
  router.add(Method::post, "/echo", [](const Request& request, Responder responder) {
    Response response;
    response.body = request.body;
    responder.send(std::move(response));
  });
  router.add(Method::get, "/api/peer", [](const Request& request, Responder responder) {
    Response response;
    response.body = request.remote_address;
    responder.send(std::move(response));
  });
  router.add(Method::get, "/status/{code}", [](const Request& request, Responder responder) {
    Response response;
    response.status =
        static_cast<int>(std::strtol(std::string(request.path_value("code")).c_str(), nullptr, 10));
    response.body = "a body";
    if (response.status == 299) responder.set_subject({{2, 99}});
    responder.send(std::move(response));
  });
}

struct Observed {
  std::string method, target, pattern, request_id, remote_address;
  int status = 0;
  size_t response_bytes = 0;
  std::optional<base::Uuid> subject{};
  std::chrono::nanoseconds duration{};
};

class TestServer {
 public:
  explicit TestServer(const Limits& limits = {}, int threads = 2,
                      const std::function<void(Router&)>& add_more = nullptr,
                      std::shared_ptr<const TlsIdentity> tls = nullptr,
                      TrustsProxy trusts_proxy = nullptr)
      : router_(make_router(add_more)),
        server_(router_, make_options(limits, threads, std::move(tls), std::move(trusts_proxy)),
                [this](const Exchange& exchange) { note(exchange); }) {
    const base::Status listening = server_.listen();
    EXPECT_TRUE(listening.has_value());
    thread_ = std::thread([this] { server_.run(); });
  }
  ~TestServer() { stop_and_wait(); }

  void stop_and_wait() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Server& server() { return server_; }
  uint16_t port() const { return server_.port(); }
  Client connect() const { return Client(port()); }

  // Answers are noted after they are sent, so the client may be here first.
  std::vector<Observed> wait_for_observed(size_t count) {
    for (int i = 0; i < 500; ++i) {
      {
        const std::lock_guard lock(mutex_);
        if (observed_.size() >= count) return observed_;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const std::lock_guard lock(mutex_);
    return observed_;
  }
  bool wait_for_connections(size_t count) {
    for (int i = 0; i < 500; ++i) {
      if (server_.open_connections() == count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

 private:
  static Router make_router(const std::function<void(Router&)>& add_more) {
    Router router;
    add_test_routes(router);
    if (add_more) add_more(router);
    return router;
  }
  static ServerOptions make_options(const Limits& limits, int threads,
                                    std::shared_ptr<const TlsIdentity> tls,
                                    TrustsProxy trusts_proxy) {
    ServerOptions options;
    options.port = 0;
    options.threads = threads;
    options.limits = limits;
    options.tls = std::move(tls);
    options.trusts_proxy = std::move(trusts_proxy);
    return options;
  }
  void note(const Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    observed_.push_back({std::string(exchange.method), std::string(exchange.target),
                         std::string(exchange.pattern), std::string(exchange.request_id),
                         std::string(exchange.remote_address), exchange.status,
                         exchange.response_bytes, exchange.subject, exchange.duration});
  }

  std::mutex mutex_;
  std::vector<Observed> observed_;
  const Router router_;
  Server server_;
  std::thread thread_;
};

inline constexpr std::string_view get_hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace payoutd::http
