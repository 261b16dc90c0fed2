// http/loop.h: one thread's share of the server: its connections, its clock tick, its request ids.
// Private to http/.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/clock.h"
#include "http/request_id.h"
#include "http/server.h"

namespace payoutd::http {

class Connection;

// All but `open`, post() and what the constructor leaves constant belong to the thread that runs
// the context. Shared, because a handler's late answer may still be posting when the server is
// gone.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  using Clock = std::chrono::steady_clock;
  using Observe = std::function<void(const Exchange&)>;

  Loop(const Router& router, const ServerOptions& options, const Observe& observe);

  // Runs the context until stop() was called and the last connection is gone.
  void run();

  // Closes what is idle, and after stop_timeout what is left. On the loop's thread.
  void begin_stop();

  void add(Connection& connection);  // until removed, ticked
  void remove(Connection& connection);

  // Lets run() return if there is nothing more to wait for.
  void end_if_done();

  bool stopping() const { return stopping_; }
  // Behind the true time by a tick at most.
  Clock::time_point now() const { return now_; }
  const std::string& http_date() const { return http_date_; }
  // When something that may take `timeout` from now is late; at least the whole of it is granted.
  Clock::time_point deadline(std::chrono::milliseconds timeout) const {
    return now_ + timeout + tick_;
  }

  const Router& router;
  const Limits limits;
  const TrustsProxy trusts_proxy;
  const Observe observe;
  RequestIds request_ids;
  std::string tls_record;           // where a connection puts one record together
  std::atomic<size_t> open{0};      // admitted connections
  std::atomic<size_t> refusing{0};  // those that are being told that there are too many

 private:
  void tick();
  void wait_for_tick();

  // Before context_, so that connections still suspended there can leave it when it is destroyed.
  std::vector<Connection*> connections_;
  bool stopping_ = false;
  Clock::time_point cut_at_;
  Clock::time_point now_;
  base::SystemClock wall_clock_;
  int64_t http_date_second_ = -1;
  std::string http_date_;
  const std::chrono::milliseconds tick_;

 public:
  boost::asio::io_context context{1};  // the hint: one thread runs it

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer ticker_;
};

}  // namespace payoutd::http
