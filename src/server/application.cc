#include "server/application.h"

#include <algorithm>
#include <thread>

#include "access/networks.h"
#include "actions/attribution.h"
#include "actions/everybody_index_source.h"
#include "api/console/auth_routes.h"
#include "api/console/routes.h"
#include "api/health/routes.h"
#include "api/partner/account_routes.h"
#include "api/partner/routes.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

constexpr int scanning_list_threads = 2;
constexpr int everybody_threads = 1;  // there is one index of everybody
constexpr int rail_call_threads = 4;
constexpr size_t payouts_in_commit_max = 4'000;

int index_thread_count() {
  return static_cast<int>(std::max(2U, std::thread::hardware_concurrency()));
}

bool is_loopback(const std::string& host) {
  const auto networks = access::Networks::parse("127.0.0.0/8,::1");
  return host == "localhost" || (networks && networks->contains(host));
}

// One line for each answered request. Not the query: it may hold a person's address.
void log_exchange(const http::Exchange& exchange) {
  if (!base::log_enabled(base::LogLevel::info)) return;
  base::LogLine line(base::LogLevel::info, "request");
  if (exchange.subject) line.text("owner", base::to_text(*exchange.subject));
  line.text("request_id", exchange.request_id)
      .text("method", exchange.method)
      .text("path", exchange.target.substr(0, exchange.target.find('?')))
      .number("status", exchange.status)
      .number("bytes", static_cast<int64_t>(exchange.response_bytes))
      .number("duration_us",
              std::chrono::duration_cast<std::chrono::microseconds>(exchange.duration).count())
      .text("remote_address", exchange.remote_address);
}

std::vector<store::OpenPayouts> count_open(store::Store& store) {
  std::vector<store::OpenPayouts> open;
  const auto read = store.read([&open](store::Reads& reads) -> base::Status {
    open = reads.count_open();
    return {};
  });
  if (!read) open.clear();  // /readyz says why
  return open;
}

http::ServerOptions server_options(const Settings& settings,
                                   std::shared_ptr<const http::TlsIdentity> tls) {
  http::ServerOptions options = settings.http;
  options.tls = std::move(tls);
  if (!settings.trusted_proxies.empty()) {
    options.trusts_proxy = [proxies = settings.trusted_proxies](std::string_view address) {
      return proxies.contains(address);
    };
  }
  return options;
}

}  // namespace

Application::Application(const Settings& settings, store::Store& store, const base::Clock& clock,
                         base::Random& random, const base::SealKey& seal_key,
                         const actions::RailChoice& rails,
                         std::shared_ptr<const http::TlsIdentity> tls)
    // The payouts of the owners asked for lately, in memory.
    : index_cache_(settings.index_memory_budget_bytes),
      // Those of all owners, for operators.
      everybody_cache_(settings.operators_index_memory_budget_bytes, index::Whose::many_owners),
      // Who is calling.
      authenticate_(store, clock, seal_key),
      // What every request of a client passes: credentials, rate limit.
      partner_gate_(authenticate_, clock, settings.partner_rate_limit),
      // What every request of a user passes: session, CSRF token, rate limit.
      console_gate_(authenticate_, clock, settings.console_rate_limit,
                    {settings.console.session_cookie, settings.console.csrf_cookie}),
      // What every request of an operator passes: token, rate limit, role, audit log.
      authenticate_operator_(store, settings.admin_token),
      operator_gate_(
          authenticate_operator_,
          [this, &clock](actions::AuditSubject subject) {
            return std::make_shared<actions::AuditedCall>(writer_, clock, std::move(subject));
          },
          clock, settings.operator_rate_limit),
      operator_changes_(clock, seal_key, random),
      keep_operators_(store, clock, random),
      operate_payouts_(clock, {settings.four_eyes_above_micro, authenticate_operator_.has_first()}),
      look_at_payouts_(store),
      keep_accounts_(store, clock, random, seal_key),
      // Answers that are asked for again.
      page_cache_(settings.page_cache_bytes),
      // What exports read, kept for who is cut off.
      export_states_(clock, settings.export_limits),
      // Threads for lists of owners whose index would not fit memory.
      lists_from_store_(scanning_list_threads),
      // What builds those indexes and catches them up, on threads of its own.
      fresh_index_(store, index_cache_, index_thread_count()),
      everybody_index_(std::make_unique<actions::EverybodyIndexSource>(store), everybody_cache_,
                       everybody_threads),
      // The use cases.
      list_payouts_(fresh_index_, store, lists_from_store_),
      list_all_payouts_(everybody_index_, list_payouts_, store, lists_from_store_),
      summarize_payouts_(fresh_index_, store, lists_from_store_),
      export_payouts_(fresh_index_, export_states_, store, lists_from_store_, seal_key),
      // How often one source may ask for codes, and try them.
      sign_in_starts_("starts", settings.auth_starts_per_source, clock),
      sign_in_verifies_("verifies", settings.auth_verifies_per_source, clock),
      session_cookies_({settings.console.session_cookie, settings.console.csrf_cookie},
                       is_loopback(settings.http.host)),
      // What all writes go through; every commit wakes the dispatcher.
      writer_(store, {.waiting_max = settings.writes_waiting_max,
                      .batch_max = payouts_in_commit_max,
                      .on_commit = [this](size_t) { bell_.ring(); }}),
      // Users: codes by mail, sessions.
      code_sending_(settings.smtp, clock, random),
      sign_in_(writer_, clock, random, seal_key, code_sending_.sender(),
               [&clock](store::Transaction& transaction, const store::Owner& new_user,
                        std::string_view ref_code) {
                 actions::attribute_user(transaction, new_user, ref_code, clock.now());
               }),
      sessions_(store, writer_, clock),
      beneficiaries_(store, writer_, clock, seal_key, random),
      list_wallets_(store),
      list_transactions_(store),
      // Threads for what must not hold a loop; a slow rail must not hold up lists either.
      scanning_lists_(scanning_list_threads),
      rail_calls_(rail_call_threads),
      partner_payouts_(store, writer_, clock, seal_key, random, rails, rail_calls_,
                       settings.dispatch_times),
      request_payout_(store, writer_, clock, random),
      referrals_(store, writer_, clock, random, referral_rules(settings)),
      operate_referrals_(store, clock, random, referrals_.rules()),
      // What sends payouts and follows them.
      dispatch_(store, writer_, rails, clock, seal_key, settings.dispatch_times),
      dispatcher_(dispatch_, bell_, {.in_flight_max = settings.dispatch_in_flight_max}),
      unlock_rewards_(store, writer_, clock),
      reward_unlocker_(unlock_rewards_, {}),
      // The sockets.
      server_(router_, server_options(settings, std::move(tls)),
              [this](const http::Exchange& exchange) {
                metrics_.observe(exchange);
                log_exchange(exchange);
              }) {
  add_routes(settings, store, clock);
  store.watch_commits(metrics_.commit_observer());
  metrics_.watch(
      {.index_usage = [this] { return index_cache_.usage(); },
       .lists_from_store = [this] { return fresh_index_.left_to_store(); },
       .operators_index_usage = [this] { return everybody_cache_.usage(); },
       .operators_lists_from_store = [this] { return everybody_index_.left_to_store(); },
       .open_connections = [this] { return server_.open_connections(); },
       .exports = [this] { return export_states_.usage(); },
       .writes_waiting = [this] { return writer_.waiting(); },
       .payouts_in_flight = [this] { return static_cast<size_t>(dispatcher_.in_flight()); },
       .open_payouts = [&store] { return count_open(store); },
       .now = [&clock] { return clock.now(); },
       .mails = [this] { return code_sending_.counts(); },
       .database_file = database_path(settings)});
}

void Application::add_routes(const Settings& settings, store::Store& store,
                             const base::Clock& clock) {
  api::console::add_routes(
      router_, settings.console,
      {settings.console_currency, settings.console_min_micro, settings.payout_networks},
      console_gate_, {list_payouts_, page_cache_, request_payout_, referrals_});
  api::console::add_auth_routes(
      router_, console_gate_,
      {sign_in_, sessions_, session_cookies_, sign_in_starts_, sign_in_verifies_});
  api::partner::add_routes(
      router_, partner_gate_,
      {list_payouts_, page_cache_, summarize_payouts_, export_payouts_, partner_payouts_, clock});
  api::partner::add_account_routes(
      router_, partner_gate_, {beneficiaries_, list_wallets_, list_transactions_, scanning_lists_});
  api::operators::add_routes(
      router_, settings.operator_body_bytes_max, operator_gate_,
      {operator_changes_, keep_operators_, operate_referrals_, operate_payouts_, look_at_payouts_,
       list_all_payouts_, keep_accounts_, [&store](int64_t before, uint32_t limit) {
         return actions::list_audit(store, before, limit);
       }});
  api::health::add_routes(
      router_, [&store] { return store.ping(); },
      // It asks the store, so not on a loop.
      [this](std::function<void(std::string)> tell) {
        metrics_thread_.post([this, tell = std::move(tell)] { tell(metrics_.text()); });
      });
}

}  // namespace payoutd::server
