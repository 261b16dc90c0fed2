#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.h"
#include "http/connection.h"
#include "http/loop.h"

namespace payoutd::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int backlog = 4096;
// Connections that are answered 503 at the same time; beyond them nobody is told why.
constexpr size_t refusing_max = 256;
// Out of file descriptors or memory: time for some connection to end. Accepting again at once would
// fail again at once.
constexpr std::chrono::milliseconds accept_pause{100};

int thread_count(int wanted) {
  if (wanted > 0) return wanted;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

base::Status listen_error(const error_code& error, const ServerOptions& options) {
  const std::string where = options.host + ":" + std::to_string(options.port);
  if (error == asio::error::address_in_use) {
    return base::refused("address_in_use", where + " is in use");
  }
  if (error == asio::error::access_denied) {
    return base::refused("address_not_allowed", where + " may not be used by this process");
  }
  if (error == asio::error::no_descriptors || error == asio::error::no_memory ||
      error == asio::error::no_buffer_space) {
    return base::unavailable("no_resources", where + ": " + error.message());
  }
  return base::refused("address_invalid", where + ": " + error.message());
}

}  // namespace

struct Server::Impl {
  Impl(const Router& router, ServerOptions given, const Loop::Observe& observe)
      : options(std::move(given)), loops(make_loops(router, options, observe)), tls(options.tls) {}

  static std::vector<std::shared_ptr<Loop>> make_loops(const Router& router,
                                                       const ServerOptions& options,
                                                       const Loop::Observe& observe) {
    std::vector<std::shared_ptr<Loop>> made;
    for (int i = thread_count(options.threads); i > 0; --i) {
      made.push_back(std::make_shared<Loop>(router, options, observe));
    }
    return made;
  }

  base::Status listen();
  void run();
  void stop();
  size_t open_connections() const;

  asio::awaitable<void> accept_all();
  void accept_waiting(error_code& error);
  void admit(tcp::socket socket, Loop& loop);
  Loop& least_busy() const;
  void begin_stop();

  const ServerOptions options;
  const std::vector<std::shared_ptr<Loop>> loops;
  std::shared_ptr<const TlsIdentity> identity() {
    const std::lock_guard lock(tls_mutex);
    return tls;
  }
  void use_tls(std::shared_ptr<const TlsIdentity> next) {
    const std::lock_guard lock(tls_mutex);
    tls = std::move(next);
  }

  std::mutex tls_mutex;
  std::shared_ptr<const TlsIdentity> tls;  // protected by tls_mutex
  // Both belong to the first loop's thread.
  tcp::acceptor acceptor{loops.front()->context};
  asio::steady_timer pause{loops.front()->context};
  std::atomic<uint16_t> bound_port{0};
  std::atomic<bool> stop_called{false};
};

base::Status Server::Impl::listen() {
  error_code error;
  tcp::resolver resolver(loops.front()->context);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  if (error) return listen_error(error, options);
  const tcp::endpoint endpoint = *found.begin();
  const auto succeeds = [&error](const auto& step) { return !error && (step(), !error); };
  const bool bound =
      succeeds([&] { acceptor.open(endpoint.protocol(), error); }) &&
      succeeds([&] { acceptor.set_option(tcp::acceptor::reuse_address(true), error); }) &&
      (endpoint.address().is_v4() ||
       succeeds([&] { acceptor.set_option(asio::ip::v6_only(false), error); })) &&
      succeeds([&] { acceptor.bind(endpoint, error); }) &&
      succeeds([&] { acceptor.listen(backlog, error); }) &&
      succeeds([&] { acceptor.non_blocking(true, error); });
  if (!bound) {
    error_code ignored;
    acceptor.close(ignored);
    return listen_error(error, options);
  }
  bound_port = acceptor.local_endpoint(error).port();
  return {};
}

// The loop with the fewest connections: with few of them, taking turns soon leaves one thread with
// most of the work, because clients do not leave in turn.
Loop& Server::Impl::least_busy() const {
  return **std::min_element(loops.begin(), loops.end(),
                            [](const auto& a, const auto& b) { return a->open < b->open; });
}

size_t Server::Impl::open_connections() const {
  size_t sum = 0;
  for (const auto& loop : loops) sum += loop->open;
  return sum;
}

void Server::Impl::admit(tcp::socket socket, Loop& loop) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  Admission admission = Admission::welcome;
  if (open_connections() >= options.limits.connections_max) {
    if (loop.refusing >= refusing_max) return;
    admission = Admission::too_many;
  }
  ++(admission == Admission::welcome ? loop.open : loop.refusing);
  asio::co_spawn(loop.context, serve_connection(loop, std::move(socket), identity(), admission),
                 asio::detached);
}

void Server::Impl::accept_waiting(error_code& error) {
  while (!error) {
    Loop& loop = least_busy();
    tcp::socket socket(loop.context);
    acceptor.accept(socket, error);
    if (!error) admit(std::move(socket), loop);
    // The client left before its turn.
    if (error == asio::error::connection_aborted) error = {};
  }
  if (error == asio::error::would_block || error == asio::error::try_again) error = {};
}

asio::awaitable<void> Server::Impl::accept_all() {
  bool paused = false;
  while (acceptor.is_open()) {
    error_code error;
    co_await acceptor.async_wait(tcp::acceptor::wait_read,
                                 asio::redirect_error(asio::use_awaitable, error));
    if (!acceptor.is_open()) co_return;
    try {
      if (!error) accept_waiting(error);
    } catch (const std::exception&) {
      error = asio::error::no_memory;
    }
    if (!error) {
      paused = false;
      continue;
    }
    if (!paused) std::fprintf(stderr, "http: accepting pauses: %s\n", error.message().c_str());
    paused = true;
    pause.expires_after(accept_pause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void Server::Impl::run() {
  Loop& first = *loops.front();
  base::check(acceptor.is_open() || stop_called, "a server listens before it runs");
  asio::co_spawn(first.context, accept_all(), asio::detached);
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < loops.size(); ++i) {
    threads.emplace_back([loop = loops[i].get()] { loop->run(); });
  }
  first.run();
}

// On the first loop's thread, so that what it accepted before is with the other loops before they
// are told to stop: they would never serve it.
void Server::Impl::begin_stop() {
  error_code ignored;
  acceptor.close(ignored);
  pause.cancel();
  for (size_t i = 1; i < loops.size(); ++i) {
    asio::post(loops[i]->context, [loop = loops[i].get()] { loop->begin_stop(); });
  }
  loops.front()->begin_stop();
}

void Server::Impl::stop() {
  if (stop_called.exchange(true)) return;
  asio::post(loops.front()->context, [this] { begin_stop(); });
}

Server::Server(const Router& router, ServerOptions options,
               const std::function<void(const Exchange&)>& observe)
    : impl_(std::make_unique<Impl>(router, std::move(options), observe)) {}

Server::~Server() = default;

base::Status Server::listen() {
  return impl_->listen();
}

uint16_t Server::port() const {
  return impl_->bound_port;
}

void Server::run() {
  impl_->run();
}

void Server::stop() {
  impl_->stop();
}

void Server::use_tls(std::shared_ptr<const TlsIdentity> tls) {
  base::check(impl_->options.tls != nullptr && tls != nullptr,
              "a server speaks TLS or it does not");
  impl_->use_tls(std::move(tls));
}

size_t Server::open_connections() const {
  return impl_->open_connections();
}

}  // namespace payoutd::http
