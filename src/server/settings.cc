#include "server/settings.h"

#include <algorithm>

#include "base/seal.h"
#include "money/amount.h"
#include "server/export_settings.h"
#include "server/referral_settings.h"
#include "server/settings_file.h"
#include "server/settings_values.h"
#include "server/smtp_settings.h"

namespace payoutd::server {
namespace {

// Puts a value in its place; says what it should have been if it cannot.
using Apply = std::optional<std::string> (*)(Settings& settings, std::string_view value);

template <auto member>
std::optional<std::string> apply_bytes(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, uint64_t{1} << 40U);
  if (!value) return "a whole number of bytes";
  settings.http.limits.*member = *value;
  return fine;
}

template <auto member>
std::optional<std::string> apply_timeout(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 86'400'000);
  if (!value) return "a whole number of milliseconds, at most a day";
  settings.http.limits.*member = std::chrono::milliseconds(*value);
  return fine;
}

std::optional<std::string> apply_db(Settings& settings, std::string_view text) {
  if (!text.starts_with("sqlite:") || text.size() == 7) {
    return "sqlite:PATH (PostgreSQL is not yet there)";
  }
  settings.db = text;
  settings.db_is_default = false;
  return fine;
}

std::optional<std::string> apply_listen(Settings& settings, std::string_view text) {
  const size_t colon = text.rfind(':');
  const auto port = colon == std::string_view::npos
                        ? std::nullopt
                        : parse_count(text.substr(colon + 1), 0, 65'535);
  if (!port || colon == 0) return "HOST:PORT";
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  settings.http.host = host;
  settings.http.port = static_cast<uint16_t>(*port);
  return fine;
}

std::optional<std::string> apply_threads(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, 1024);
  if (!value) return "a whole number from 0 (one for each core) to 1024";
  settings.http.threads = static_cast<int>(*value);
  return fine;
}

std::optional<std::string> apply_log_level(Settings& settings, std::string_view text) {
  const auto level = base::parse_log_level(text);
  if (!level) return "debug, info, warn, error or off";
  settings.log_level = *level;
  return fine;
}

std::optional<std::string> apply_connections(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 1'000'000);
  if (!value) return "a whole number from 1 to 1000000";
  settings.http.limits.connections_max = *value;
  return fine;
}

// RFC 6265 §4.1.1: a token.
bool is_cookie_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

template <auto member>
std::optional<std::string> apply_cookie(Settings& settings, std::string_view text) {
  if (!is_cookie_name(text)) return "a cookie's name (RFC 6265)";
  settings.console.*member = text;
  return fine;
}

// scheme://host[:port], as a browser's Origin header has it.
bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view host = text.substr(scheme.size());
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
             std::string_view("-.:[]").find(c) != std::string_view::npos;
    });
  }
  return false;
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    pieces.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return pieces;
}

std::optional<std::string> apply_origins(Settings& settings, std::string_view text) {
  settings.console.origins = split_at_commas(text);
  for (const std::string& origin : settings.console.origins) {
    if (!is_origin(origin)) return "origins like https://app.example.com";
  }
  return fine;
}

std::optional<std::string> apply_currency(Settings& settings, std::string_view text) {
  const auto currency = money::find_currency(text);
  if (!currency) return "an ISO 4217 code";
  settings.console_currency = *currency;
  return fine;
}

std::optional<std::string> apply_payout_networks(Settings& settings, std::string_view text) {
  auto networks = payouts::PayoutNetworks::parse(text);
  if (!networks) return "networks like ethereum=evm,solana=solana; " + networks.error().message;
  settings.payout_networks = std::move(*networks);
  return fine;
}

template <auto member>
std::optional<std::string> apply_budget(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, uint64_t{1} << 50U);
  if (!value) return "a whole number of bytes";
  settings.*member = *value;
  return fine;
}

template <auto limit>
std::optional<std::string> apply_rate_limit(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, access::RateLimit::requests_max);
  if (!value) return "a whole number of requests from 0 (no limit) to 1000000";
  (settings.*limit).requests = static_cast<int64_t>(*value);
  return fine;
}

template <auto limit>
std::optional<std::string> apply_rate_limit_window(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, access::RateLimit::window_seconds_max);
  if (!value) return "a whole number of seconds, at most a day";
  (settings.*limit).window_seconds = static_cast<int64_t>(*value);
  return fine;
}

// Rules are judged when the rails are there: server/rails.h.
std::optional<std::string> apply_rail_routes(Settings& settings, std::string_view text) {
  settings.rail_routes = split_at_commas(text);
  return fine;
}

template <auto member>
std::optional<std::string> apply_sandbox_ms(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, uint64_t{rails::sandbox::sandbox_ms_max});
  if (!value) return "a whole number of milliseconds, at most 366 days";
  settings.sandbox.*member = static_cast<int64_t>(*value);
  return fine;
}

template <auto member, int64_t unit_micros>
std::optional<std::string> apply_dispatch_time(Settings& settings, std::string_view text) {
  constexpr int64_t ten_years_micros = int64_t{10} * 366 * 86'400 * 1'000'000;
  const auto value = parse_count(text, 1, uint64_t{ten_years_micros / unit_micros});
  if (!value) return "a whole number above 0, at most ten years";
  settings.dispatch_times.*member = static_cast<int64_t>(*value) * unit_micros;
  return fine;
}

std::optional<std::string> apply_in_flight(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 1024);
  if (!value) return "a whole number from 1 to 1024";
  settings.dispatch_in_flight_max = static_cast<int>(*value);
  return fine;
}

std::optional<std::string> apply_writes_waiting(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 10'000'000);
  if (!value) return "a whole number from 1 to 10000000";
  settings.writes_waiting_max = *value;
  return fine;
}

std::optional<std::string> apply_console_body(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, uint64_t{1} << 40U);
  if (!value) return "a whole number of bytes";
  settings.console.body_bytes_max = *value;
  return fine;
}

std::optional<std::string> apply_operator_body(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, uint64_t{1} << 40U);
  if (!value) return "a whole number of bytes";
  settings.operator_body_bytes_max = *value;
  return fine;
}

template <auto member>
std::optional<std::string> apply_path(Settings& settings, std::string_view text) {
  if (text.empty()) return "a path";
  settings.*member = text;
  return fine;
}

std::optional<std::string> apply_trusted_proxies(Settings& settings, std::string_view text) {
  const auto networks = access::Networks::parse(text);
  if (!networks) return "networks like 10.0.0.0/8 or addresses: " + networks.error().message;
  settings.trusted_proxies = *networks;
  return fine;
}

std::optional<std::string> apply_allow_plain(Settings& settings, std::string_view text) {
  if (text != "true" && text != "false") return "true or false";
  settings.allow_plain_http = text == "true";
  return fine;
}

std::optional<std::string> apply_admin_token(Settings& settings, std::string_view text) {
  settings.admin_token = base::Secret(std::string(text));
  return fine;
}

std::optional<std::string> apply_seal_key(Settings& settings, std::string_view text) {
  if (!base::parse_seal_key(text)) return "64 hexadecimal digits";
  settings.seal_key = text;
  return fine;
}

struct Known {
  std::string_view name;
  Apply apply;
};

using actions::DispatchTimes;
using http::Limits;
using rails::sandbox::SandboxSettings;

constexpr int64_t ms = 1000;
constexpr int64_t s = 1'000'000;

constexpr Known known_settings[] = {
    {"db", &apply_db},
    {"listen", &apply_listen},
    {"threads", &apply_threads},
    {"log_level", &apply_log_level},
    {"admin_token", &apply_admin_token},
    {"tls.certificate_file", &apply_path<&Settings::tls_certificate_file>},
    {"tls.key_file", &apply_path<&Settings::tls_key_file>},
    {"http.trusted_proxies", &apply_trusted_proxies},
    {"http.allow_plain", &apply_allow_plain},
    {"seal_key", &apply_seal_key},
    {"seal_key_file", &apply_path<&Settings::seal_key_file>},
    {"limits.body_bytes_max", &apply_bytes<&Limits::body_bytes_max>},
    {"limits.console_body_bytes_max", &apply_console_body},
    {"limits.operator_body_bytes_max", &apply_operator_body},
    {"limits.header_bytes_max", &apply_bytes<&Limits::header_bytes_max>},
    {"limits.target_bytes_max", &apply_bytes<&Limits::target_bytes_max>},
    {"limits.connections_max", &apply_connections},
    {"limits.header_timeout_ms", &apply_timeout<&Limits::header_timeout>},
    {"limits.body_timeout_ms", &apply_timeout<&Limits::body_timeout>},
    {"limits.idle_timeout_ms", &apply_timeout<&Limits::idle_timeout>},
    {"limits.write_timeout_ms", &apply_timeout<&Limits::write_timeout>},
    {"limits.stop_timeout_ms", &apply_timeout<&Limits::stop_timeout>},
    {"console.session_cookie", &apply_cookie<&api::console::ConsoleSettings::session_cookie>},
    {"console.csrf_cookie", &apply_cookie<&api::console::ConsoleSettings::csrf_cookie>},
    {"console.origins", &apply_origins},
    {"console.currency", &apply_currency},
    {"payouts.console_min_micro", &apply_console_min},
    {"referrals.hold_s", &apply_hold},
    {"referrals.tiers", &apply_tiers},
    {"console.rate_limit", &apply_rate_limit<&Settings::console_rate_limit>},
    {"console.rate_limit_window_s", &apply_rate_limit_window<&Settings::console_rate_limit>},
    {"auth.starts_per_source", &apply_rate_limit<&Settings::auth_starts_per_source>},
    {"auth.verifies_per_source", &apply_rate_limit<&Settings::auth_verifies_per_source>},
    {"partner.rate_limit", &apply_rate_limit<&Settings::partner_rate_limit>},
    {"partner.rate_limit_window_s", &apply_rate_limit_window<&Settings::partner_rate_limit>},
    {"operator.rate_limit", &apply_rate_limit<&Settings::operator_rate_limit>},
    {"operator.rate_limit_window_s", &apply_rate_limit_window<&Settings::operator_rate_limit>},
    {"operator.four_eyes_above_micro", &apply_four_eyes},
    {"writer.waiting_max", &apply_writes_waiting},
    {"rails.routes", &apply_rail_routes},
    {"sandbox.accept_ms", &apply_sandbox_ms<&SandboxSettings::accept_ms>},
    {"sandbox.settle_ms", &apply_sandbox_ms<&SandboxSettings::settle_ms>},
    {"sandbox.slow_ms", &apply_sandbox_ms<&SandboxSettings::slow_ms>},
    {"sandbox.book_file", &apply_path<&Settings::sandbox_book_file>},
    {"dispatch.in_flight_max", &apply_in_flight},
    {"dispatch.lease_ms", &apply_dispatch_time<&DispatchTimes::lease_micros, ms>},
    {"dispatch.ask_first_ms", &apply_dispatch_time<&DispatchTimes::ask_first_micros, ms>},
    {"dispatch.ask_max_ms", &apply_dispatch_time<&DispatchTimes::ask_max_micros, ms>},
    {"payouts.networks", &apply_payout_networks},
    {"payouts.unsent_expiry_s", &apply_dispatch_time<&DispatchTimes::unsent_expiry_micros, s>},
    {"payouts.action_expiry_s", &apply_dispatch_time<&DispatchTimes::action_expiry_micros, s>},
    {"smtp.host", &apply_smtp_host},
    {"smtp.port", &apply_smtp_port},
    {"smtp.tls", &apply_smtp_tls},
    {"smtp.username", &apply_smtp_username},
    {"smtp.password", &apply_smtp_password},
    {"smtp.from", &apply_smtp_from},
    {"smtp.timeout_ms", &apply_smtp_timeout},
    {"smtp.ca_file", &apply_smtp_ca_file},
    {"index.memory_budget_bytes", &apply_budget<&Settings::index_memory_budget_bytes>},
    {"index.operators_memory_budget_bytes",
     &apply_budget<&Settings::operators_index_memory_budget_bytes>},
    {"api.page_cache_bytes", &apply_budget<&Settings::page_cache_bytes>},
    {"export.keep_s", &apply_export_keep},
    {"export.running_max", &apply_exports_running},
    {"export.kept_max", &apply_exports_kept},
};

std::string variable_of(std::string_view name) {
  std::string variable = "PAYOUTD_";
  for (const char c : name) {
    variable += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return variable;
}

base::Status apply(Settings& settings, const std::string& name, std::string_view value,
                   const std::string& where) {
  const auto* found = std::find_if(std::begin(known_settings), std::end(known_settings),
                                   [&](const Known& each) { return each.name == name; });
  if (found == std::end(known_settings)) {
    return base::refused("bad_setting", where + ": there is no setting " + name);
  }
  if (const auto expected = found->apply(settings, value)) {
    return base::refused("bad_setting", where + ": " + name + " must be " + *expected);
  }
  settings.origins[name] = where;
  return {};
}

}  // namespace

base::Result<Settings> load_settings(const Flags& flags, const Environment& environment) {
  Settings settings;
  const auto config_file = flags.config_file ? flags.config_file : environment("PAYOUTD_CONFIG");
  if (config_file) {
    auto entries = read_settings_file(*config_file);
    if (!entries) return base::forward(std::move(entries));
    for (const auto& [name, value] : *entries) {
      auto applied = apply(settings, name, value, *config_file);
      if (!applied) return base::forward(std::move(applied));
    }
  }
  for (const Known& each : known_settings) {
    const std::string variable = variable_of(each.name);
    if (const auto value = environment(variable)) {
      auto applied = apply(settings, std::string(each.name), *value, variable);
      if (!applied) return base::forward(std::move(applied));
    }
  }
  for (const auto& [name, value] : flags.settings) {
    auto applied = apply(settings, name, value, "--" + name);
    if (!applied) return base::forward(std::move(applied));
  }
  if (const auto trouble = trouble_with_smtp(settings.smtp)) {
    return base::refused("bad_setting", *trouble);
  }
  return settings;
}

}  // namespace payoutd::server
