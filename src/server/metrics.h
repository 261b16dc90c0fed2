// server/metrics.h: what the server counts, in the Prometheus exposition format.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actions/export_states.h"
#include "http/server.h"
#include "index/index_cache.h"
#include "mail/outbox.h"
#include "store/committed.h"
#include "store/records.h"

namespace payoutd::server {

// Safe from any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void observe(const http::Exchange& exchange);
  // Counts what commits record; may be called for longer than the metrics live.
  std::function<void(const store::Committed&)> commit_observer();

  // Asked when the metrics are.
  struct Watched {
    std::function<index::IndexCache::Usage()> index_usage;
    std::function<uint64_t()> lists_from_store{};
    std::function<index::IndexCache::Usage()> operators_index_usage{};
    std::function<uint64_t()> operators_lists_from_store{};
    std::function<size_t()> open_connections;
    std::function<actions::ExportStates::Usage()> exports{};
    std::function<size_t()> writes_waiting;
    std::function<size_t()> payouts_in_flight;
    std::function<std::vector<store::OpenPayouts>()> open_payouts;  // empty: it cannot be told
    std::function<base::Timestamp()> now;
    std::function<std::optional<mail::Outbox::Counts>()> mails{};  // nothing: no mail server
    std::string database_file;                                     // empty: none is measured
  };
  void watch(Watched watched);

  std::string text();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace payoutd::server
