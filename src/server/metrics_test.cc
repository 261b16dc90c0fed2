#include "server/metrics.h"

#include <gtest/gtest.h>

namespace payoutd::server {
namespace {

using payouts::Status;

http::Exchange exchange(std::string_view pattern, std::string_view method, int status) {
  http::Exchange made;
  made.pattern = pattern;
  made.method = method;
  made.status = status;
  made.duration = std::chrono::microseconds(300);
  return made;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, requests_are_counted_by_route_method_and_status) {
  Metrics metrics;
  metrics.observe(exchange("/api/v1/payouts/{id}", "GET", 200));
  metrics.observe(exchange("/api/v1/payouts/{id}", "GET", 200));
  metrics.observe(exchange("/api/v1/payouts/{id}", "GET", 404));
  metrics.observe(exchange("", "BREW", 404));
  metrics.observe(exchange("", "ANYTHING", 404));
  const std::string text = metrics.text();
  for (const char* line :
       {"payoutd_http_requests_total{method=\"GET\",route=\"/api/v1/payouts/{id}\",status=\"200\"} "
        "2",
        "payoutd_http_requests_total{method=\"GET\",route=\"/api/v1/payouts/{id}\",status=\"404\"} "
        "1",
        "payoutd_http_requests_total{method=\"any\",route=\"unknown\",status=\"404\"} 2",
        "payoutd_http_request_duration_seconds_count{route=\"/api/v1/payouts/{id}\"} 3",
        "payoutd_http_request_duration_seconds_bucket{route=\"unknown\",le=\"0.0005\"} 2",
        "payoutd_http_request_duration_seconds_bucket{route=\"unknown\",le=\"0.00025\"} 0"}) {
    EXPECT_TRUE(has_line(text, line)) << line << " is not in\n" << text;
  }
}

TEST(Metrics, moves_and_attempts_are_counted_as_they_are_committed) {
  const auto metrics = std::make_unique<Metrics>();
  const auto observe = metrics->commit_observer();
  observe({{{Status::queued, payouts::ActorType::system},
            {Status::completed, payouts::ActorType::rail},
            {Status::completed, payouts::ActorType::rail}},
           {{"sandbox", payouts::AttemptState::unknown}}});
  observe({{}, {{"sandbox", payouts::AttemptState::unknown}}});
  const std::string text = metrics->text();
  for (const char* line : {"payoutd_payout_moves_total{by=\"system\",to_status=\"queued\"} 1",
                           "payoutd_payout_moves_total{by=\"rail\",to_status=\"completed\"} 2",
                           "payoutd_attempts_total{outcome=\"unknown\",rail=\"sandbox\"} 2"}) {
    EXPECT_TRUE(has_line(text, line)) << line << " is not in\n" << text;
  }
}

TEST(Metrics, what_is_watched_is_asked_each_time) {
  Metrics metrics;
  size_t connections = 3;
  std::vector<store::OpenPayouts> open{{Status::queued, 7, base::Timestamp{2'000'000}},
                                       {Status::settling, 0, {}}};
  metrics.watch({.index_usage =
                     [] {
                       return index::IndexCache::Usage{2, 4096, 500};
                     },
                 .operators_index_usage =
                     [] {
                       return index::IndexCache::Usage{1, 8192, 700};
                     },
                 .operators_lists_from_store = [] { return uint64_t{6}; },
                 .open_connections = [&] { return connections; },
                 .writes_waiting = [] { return size_t{9}; },
                 .payouts_in_flight = [] { return size_t{4}; },
                 .open_payouts = [&] { return open; },
                 .now = [] { return base::Timestamp{5'500'000}; },
                 .database_file = "/proc/no/such/file"});
  const std::string text = metrics.text();
  for (const char* line :
       {"payoutd_index_owners 2", "payoutd_index_payouts 500", "payoutd_index_bytes 4096",
        "payoutd_operators_index_payouts 700", "payoutd_operators_index_bytes 8192",
        "payoutd_operators_lists_from_store 6", "payoutd_http_connections 3",
        "payoutd_writes_waiting 9", "payoutd_payouts_in_flight 4",
        "payoutd_open_payouts{status=\"queued\"} 7", "payoutd_open_payouts{status=\"settling\"} 0",
        "payoutd_oldest_due_seconds{status=\"queued\"} 3.5",
        "payoutd_oldest_due_seconds{status=\"settling\"} 0", "payoutd_database_bytes 0",
        "payoutd_build_info{version=\"0.1.0\"} 1"}) {
    EXPECT_TRUE(has_line(text, line)) << line << " is not in\n" << text;
  }
  connections = 8;
  open = {{Status::queued, 1, base::Timestamp{9'000'000}}};
  const std::string later = metrics.text();
  EXPECT_TRUE(has_line(later, "payoutd_http_connections 8"));
  EXPECT_TRUE(has_line(later, "payoutd_oldest_due_seconds{status=\"queued\"} 0")) << "not due yet";
}

}  // namespace
}  // namespace payoutd::server
