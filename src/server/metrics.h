// server/metrics.h: what the server counts, in the Prometheus exposition format.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/server.h"
#include "index/index_cache.h"

namespace payoutd::server {

// Safe from any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void observe(const http::Exchange& exchange);

  // Asked when the metrics are.
  struct Watched {
    std::function<index::IndexCache::Usage()> index_usage;
    std::function<size_t()> open_connections;
    std::function<size_t()> writes_waiting;
    std::function<size_t()> payouts_in_flight;
  };
  void watch(Watched watched);

  std::string text();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace payoutd::server
