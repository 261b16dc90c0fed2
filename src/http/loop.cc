#include "http/loop.h"

#include <algorithm>
#include <cstdio>
#include <exception>

#include "http/answer_head.h"
#include "http/connection.h"

namespace payoutd::http {
namespace {

using std::chrono::milliseconds;

// Deadlines are looked at in steps. A timer for each connection, moved with each request, would
// cost more than the requests' own parsing.
milliseconds tick_for(const Limits& limits) {
  const milliseconds shortest =
      std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout,
                limits.write_timeout, limits.stop_timeout});
  return std::clamp(shortest / 8, milliseconds(5), milliseconds(100));
}

}  // namespace

Loop::Loop(const Router& served, const ServerOptions& options, const Observe& observer)
    : router(served),
      limits(options.limits),
      trusts_proxy(options.trusts_proxy),
      observe(observer),
      tick_(tick_for(limits)),
      work_(context.get_executor()),
      ticker_(context) {
  tick();
}

void Loop::run() {
  while (true) {
    try {
      context.run();
      return;
    } catch (const std::exception& error) {
      // Connections catch their own; what comes here must not stop those of everybody else.
      std::fprintf(stderr, "http: %s\n", error.what());
    }
  }
}

void Loop::add(Connection& connection) {
  connection.place_in_loop = connections_.size();
  connections_.push_back(&connection);
}

void Loop::remove(Connection& connection) {
  connections_.back()->place_in_loop = connection.place_in_loop;
  std::swap(connections_[connection.place_in_loop], connections_.back());
  connections_.pop_back();
}

void Loop::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  cut_at_ = Clock::now() + limits.stop_timeout;
  for (Connection* connection : connections_) connection->close_if_idle();
  end_if_done();
}

void Loop::end_if_done() {
  if (!stopping_ || !connections_.empty()) return;
  work_.reset();
  ticker_.cancel();
}

void Loop::tick() {
  now_ = Clock::now();
  if (const int64_t second = wall_clock_.now().micros / 1'000'000; second != http_date_second_) {
    http_date_second_ = second;
    http_date_ = to_http_date(second);
  }
  const bool cut = stopping_ && now_ >= cut_at_;
  for (Connection* connection : connections_) {
    if (cut) {
      connection->cut();
    } else {
      connection->check_deadline(now_);
    }
  }
  if (!stopping_ || !connections_.empty()) wait_for_tick();
}

void Loop::wait_for_tick() {
  ticker_.expires_after(tick_);
  ticker_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) tick();
  });
}

}  // namespace payoutd::http
