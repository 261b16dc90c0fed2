#include "server/metrics.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <tuple>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "server/version.h"

namespace payoutd::server {
namespace {

double bytes_of(const std::string& file) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(file, missing);
  return missing ? 0 : static_cast<double>(bytes);
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;

  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }

  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("payoutd_http_requests_total")
                                                          .Help("Answered requests")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("payoutd_http_request_duration_seconds")
          .Help("From the last byte of a request to the first of its answer")
          .Register(registry);
  prometheus::Gauge& connections = gauge("payoutd_http_connections", "Open connections");
  prometheus::Gauge& index_owners =
      gauge("payoutd_index_owners", "Owners whose payouts are indexed in memory");
  prometheus::Gauge& index_payouts = gauge("payoutd_index_payouts", "Payouts indexed in memory");
  prometheus::Gauge& index_bytes = gauge("payoutd_index_bytes", "Memory that the indexes hold");
  prometheus::Gauge& index_bytes_per_payout =
      gauge("payoutd_index_bytes_per_payout", "Memory that an indexed payout takes, all told");
  prometheus::Gauge& lists_from_store =
      gauge("payoutd_lists_from_store",
            "Lists and sums read from the database since the start, for want of memory");
  prometheus::Gauge& operators_index_payouts =
      gauge("payoutd_operators_index_payouts", "Payouts in everybody's index, for operators");
  prometheus::Gauge& operators_index_bytes =
      gauge("payoutd_operators_index_bytes", "Memory that everybody's index holds");
  prometheus::Gauge& operators_lists_from_store =
      gauge("payoutd_operators_lists_from_store",
            "Operators' lists read from the database since the start, for want of memory");

  prometheus::Gauge& exports_running = gauge("payoutd_exports_running", "Exports that are sent");
  prometheus::Gauge& export_states =
      gauge("payoutd_export_states", "States of payouts that exports read or may go on with");

  prometheus::Gauge& writes_waiting =
      gauge("payoutd_writes_waiting", "Writes that wait or are being written");
  prometheus::Gauge& mails_waiting = gauge("payoutd_mails_waiting", "Sign-in mails to be sent");
  prometheus::Gauge& mails_sent = gauge("payoutd_mails_sent", "Sign-in mails sent since the start");
  prometheus::Gauge& mails_failed =
      gauge("payoutd_mails_failed", "Sign-in mails given up since the start");
  prometheus::Gauge& payouts_in_flight =
      gauge("payoutd_payouts_in_flight", "Payouts whose next step the dispatcher is taking");

  prometheus::Gauge& database_bytes = gauge("payoutd_database_bytes", "Size of the database file");
  prometheus::Gauge& wal_bytes =
      gauge("payoutd_database_wal_bytes", "Size of the write-ahead log beside it");
  prometheus::Family<prometheus::Counter>& moves =
      prometheus::BuildCounter()
          .Name("payoutd_payout_moves_total")
          .Help("Payouts that came to have a status by a commit of this process, and by whom")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& attempts =
      prometheus::BuildCounter()
          .Name("payoutd_attempts_total")
          .Help("What was journalled of attempts by this process: sending, or what the rail said")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& open_payouts =
      prometheus::BuildGauge()
          .Name("payoutd_open_payouts")
          .Help("Payouts that are not over, in the whole database; counted up to 100000")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& due_seconds =
      prometheus::BuildGauge()
          .Name("payoutd_oldest_due_seconds")
          .Help("How long the payout has been due that waits longest for its next step")
          .Register(registry);

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
    const std::string_view route = exchange.pattern.empty() ? "unknown" : exchange.pattern;
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

  void set_open(const std::vector<store::OpenPayouts>& all, base::Timestamp now) {
    for (const store::OpenPayouts& each : all) {
      const prometheus::Labels labels{{"status", std::string(to_text(each.status))}};
      open_payouts.Add(labels).Set(static_cast<double>(each.count));
      const int64_t late = each.first_due ? now.micros - each.first_due->micros : 0;
      due_seconds.Add(labels).Set(static_cast<double>(std::max<int64_t>(late, 0)) / 1e6);
    }
  }
};

Metrics::Metrics() : impl_(std::make_shared<Impl>()) {
  prometheus::BuildGauge()
      .Name("payoutd_build_info")
      .Help("1; which payoutd this is")
      .Register(impl_->registry)
      .Add({{"version", program_version}})
      .Set(1);
}
Metrics::~Metrics() = default;

void Metrics::observe(const http::Exchange& exchange) {
  const Impl::Series series = impl_->series_of(exchange);
  series.count->Increment();
  series.duration->Observe(std::chrono::duration<double>(exchange.duration).count());
}

std::function<void(const store::Committed&)> Metrics::commit_observer() {
  return [impl = impl_](const store::Committed& committed) {
    for (const auto& move : committed.moves) {
      impl->moves
          .Add(
              {{"to_status", std::string(to_text(move.to))}, {"by", std::string(to_text(move.by))}})
          .Increment();
    }
    for (const auto& attempt : committed.attempts) {
      impl->attempts.Add({{"rail", attempt.rail}, {"outcome", std::string(to_text(attempt.state))}})
          .Increment();
    }
  };
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
    impl_->index_bytes_per_payout.Set(usage.payouts == 0 ? 0
                                                         : static_cast<double>(usage.bytes) /
                                                               static_cast<double>(usage.payouts));
  }
  if (watched.lists_from_store) {
    impl_->lists_from_store.Set(static_cast<double>(watched.lists_from_store()));
  }
  if (watched.operators_index_usage) {
    const index::IndexCache::Usage usage = watched.operators_index_usage();
    impl_->operators_index_payouts.Set(static_cast<double>(usage.payouts));
    impl_->operators_index_bytes.Set(static_cast<double>(usage.bytes));
  }
  if (watched.operators_lists_from_store) {
    impl_->operators_lists_from_store.Set(
        static_cast<double>(watched.operators_lists_from_store()));
  }
  const auto set = [](prometheus::Gauge& gauge, const std::function<size_t()>& ask) {
    if (ask) gauge.Set(static_cast<double>(ask()));
  };
  if (watched.exports) {
    const actions::ExportStates::Usage usage = watched.exports();
    impl_->exports_running.Set(static_cast<double>(usage.running));
    impl_->export_states.Set(static_cast<double>(usage.states));
  }
  set(impl_->connections, watched.open_connections);
  set(impl_->writes_waiting, watched.writes_waiting);
  set(impl_->payouts_in_flight, watched.payouts_in_flight);
  if (watched.open_payouts) impl_->set_open(watched.open_payouts(), watched.now());
  if (const auto mails = watched.mails ? watched.mails() : std::nullopt) {
    impl_->mails_waiting.Set(static_cast<double>(mails->waiting));
    impl_->mails_sent.Set(static_cast<double>(mails->sent));
    impl_->mails_failed.Set(static_cast<double>(mails->failed));
  }
  if (!watched.database_file.empty()) {
    impl_->database_bytes.Set(bytes_of(watched.database_file));
    impl_->wal_bytes.Set(bytes_of(watched.database_file + "-wal"));
  }
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace payoutd::server
