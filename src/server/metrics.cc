#include "server/metrics.h"

#include <map>
#include <mutex>
#include <sstream>
#include <tuple>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace payoutd::server {

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("payoutd_http_requests_total")
                                                          .Help("Answered requests")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("payoutd_http_request_duration_seconds")
          .Help("From the last byte of a request to the first of its answer")
          .Register(registry);
  prometheus::Gauge& connections = prometheus::BuildGauge()
                                       .Name("payoutd_http_connections")
                                       .Help("Open connections")
                                       .Register(registry)
                                       .Add({});
  prometheus::Gauge& index_owners = prometheus::BuildGauge()
                                        .Name("payoutd_index_owners")
                                        .Help("Owners whose payouts are indexed in memory")
                                        .Register(registry)
                                        .Add({});
  prometheus::Gauge& index_payouts = prometheus::BuildGauge()
                                         .Name("payoutd_index_payouts")
                                         .Help("Payouts indexed in memory")
                                         .Register(registry)
                                         .Add({});
  prometheus::Gauge& index_bytes = prometheus::BuildGauge()
                                       .Name("payoutd_index_bytes")
                                       .Help("Memory that the indexes hold")
                                       .Register(registry)
                                       .Add({});

  prometheus::Gauge& writes_waiting = prometheus::BuildGauge()
                                          .Name("payoutd_writes_waiting")
                                          .Help("Writes that wait or are being written")
                                          .Register(registry)
                                          .Add({});
  prometheus::Gauge& payouts_in_flight =
      prometheus::BuildGauge()
          .Name("payoutd_payouts_in_flight")
          .Help("Payouts whose next step the dispatcher is taking")
          .Register(registry)
          .Add({});

  // One route's counter and histogram for a method and a status.
  struct Series {
    prometheus::Counter* count;
    prometheus::Histogram* duration;
  };
  using Key = std::tuple<std::string, std::string, int>;

  std::mutex mutex;
  std::map<Key, Series, std::less<>> series;  // protected by mutex
  Watched watched;

  Series series_of(const http::Exchange& exchange) {
    using View = std::tuple<std::string_view, std::string_view, int>;
    // A path that is no route and a method that is none must not make series without end.
    const std::string_view route = exchange.pattern.empty() ? "none" : exchange.pattern;
    const std::string_view method = exchange.pattern.empty() ? "any" : exchange.method;
    const std::lock_guard lock(mutex);
    const auto known = series.find(View(route, method, exchange.status));
    if (known != series.end()) return known->second;
    const Series made{
        &requests.Add({{"route", std::string(route)},
                       {"method", std::string(method)},
                       {"status", std::to_string(exchange.status)}}),
        &durations.Add({{"route", std::string(route)}},
                       prometheus::Histogram::BucketBoundaries{
                           1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 1e-2, 0.1, 1.0})};
    series.emplace(Key(route, method, exchange.status), made);
    return made;
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::observe(const http::Exchange& exchange) {
  const Impl::Series series = impl_->series_of(exchange);
  series.count->Increment();
  series.duration->Observe(std::chrono::duration<double>(exchange.duration).count());
}

void Metrics::watch(Watched watched) {
  impl_->watched = std::move(watched);
}

std::string Metrics::text() {
  const Watched& watched = impl_->watched;
  if (watched.index_usage) {
    const index::IndexCache::Usage usage = watched.index_usage();
    impl_->index_owners.Set(static_cast<double>(usage.owners));
    impl_->index_payouts.Set(static_cast<double>(usage.payouts));
    impl_->index_bytes.Set(static_cast<double>(usage.bytes));
  }
  const auto set = [](prometheus::Gauge& gauge, const std::function<size_t()>& ask) {
    if (ask) gauge.Set(static_cast<double>(ask()));
  };
  set(impl_->connections, watched.open_connections);
  set(impl_->writes_waiting, watched.writes_waiting);
  set(impl_->payouts_in_flight, watched.payouts_in_flight);
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace payoutd::server
