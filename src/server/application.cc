#include "server/application.h"

#include <algorithm>
#include <thread>

#include "api/console/routes.h"
#include "api/health/routes.h"
#include "api/partner/routes.h"

namespace payoutd::server {
namespace {

int index_thread_count() {
  return static_cast<int>(std::max(2U, std::thread::hardware_concurrency()));
}

// One line for each answered request. Not the query: it may hold a person's address.
void log_exchange(const http::Exchange& exchange) {
  if (!base::log_enabled(base::LogLevel::info)) return;
  base::LogLine(base::LogLevel::info, "request")
      .text("request_id", exchange.request_id)
      .text("method", exchange.method)
      .text("path", exchange.target.substr(0, exchange.target.find('?')))
      .number("status", exchange.status)
      .number("bytes", static_cast<int64_t>(exchange.response_bytes))
      .number("duration_us",
              std::chrono::duration_cast<std::chrono::microseconds>(exchange.duration).count())
      .text("remote_address", exchange.remote_address);
}

}  // namespace

Application::Application(const Settings& settings, store::Store& store, const base::Clock& clock,
                         const base::SealKey& seal_key)
    // The payouts of the owners asked for lately, in memory.
    : index_cache_(settings.index_memory_budget_bytes),
      // Who is calling.
      authenticate_(store, clock, seal_key),
      // What every request of a client passes: credentials, rate limit.
      partner_gate_(authenticate_, clock, settings.partner_rate_limit),
      // Answers that are asked for again.
      page_cache_(settings.page_cache_bytes),
      // What builds those indexes and catches them up, on threads of its own.
      fresh_index_(store, index_cache_, index_thread_count()),
      // The use cases.
      list_payouts_(fresh_index_),
      // The sockets.
      server_(router_, settings.http, [this](const http::Exchange& exchange) {
        metrics_.observe(exchange);
        log_exchange(exchange);
      }) {
  add_routes(settings, store);
  metrics_.watch([this] { return index_cache_.usage(); },
                 [this] { return server_.open_connections(); });
}

void Application::add_routes(const Settings& settings, store::Store& store) {
  api::console::add_routes(router_, settings.console, authenticate_, list_payouts_, page_cache_);
  api::partner::add_routes(router_, partner_gate_, list_payouts_, page_cache_);
  api::health::add_routes(
      router_, [&store] { return store.ping(); }, [this] { return metrics_.text(); });
}

}  // namespace payoutd::server
