// server/settings.h: everything an operator can set: by flag, by environment (PAYOUTD_…), in a TOML
// file; flags win over the environment, the environment over the file, the file over the defaults.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/networks.h"
#include "access/rate_limiter.h"
#include "actions/export_states.h"
#include "actions/record_outcome.h"
#include "actions/rewards.h"
#include "api/console/routes.h"
#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/server.h"
#include "mail/smtp_mailer.h"
#include "money/currency.h"
#include "payouts/payout_networks.h"
#include "rails/sandbox/attempt.h"
#include "referrals/tiers.h"

namespace payoutd::server {

struct Settings {
  std::string db = "sqlite:var/payoutd.db";
  bool db_is_default = true;  // then its folder is made when it is missing
  http::ServerOptions http;
  base::LogLevel log_level = base::LogLevel::info;
  api::console::ConsoleSettings console;
  money::Currency console_currency = *money::find_currency("USD");
  payouts::PayoutNetworks payout_networks =
      *payouts::PayoutNetworks::parse(payouts::default_payout_networks);
  int64_t console_min_micro = 10 * money::micro_per_unit;  // of a user's payout
  int64_t referral_hold_micros = 14LL * 24 * 3600 * 1'000'000;
  referrals::Tiers tiers;
  uint64_t index_memory_budget_bytes = uint64_t{4} << 30;
  uint64_t operators_index_memory_budget_bytes = uint64_t{3} << 30;
  uint64_t page_cache_bytes = uint64_t{16} << 20;
  actions::ExportLimits export_limits;
  access::RateLimit partner_rate_limit;                                         // of each key
  access::RateLimit console_rate_limit{.requests = 300, .window_seconds = 60};  // of each session
  base::Secret admin_token;  // the first operator's; empty: none
  access::RateLimit operator_rate_limit{.requests = 600, .window_seconds = 60};  // of each token
  std::optional<int64_t> four_eyes_above_micro;  // nothing: nobody needs to approve
  uint64_t writes_waiting_max = 10'000;          // more are answered 503
  std::vector<std::string> rail_routes;          // of live payouts: rails/routes.h
  // Of each source address.
  access::RateLimit auth_starts_per_source{.requests = 30, .window_seconds = 3600};
  access::RateLimit auth_verifies_per_source{.requests = 60, .window_seconds = 3600};
  size_t operator_body_bytes_max = 1 << 20;
  std::string tls_certificate_file;  // both or neither; empty: plain HTTP
  std::string tls_key_file;
  access::Networks trusted_proxies;  // whose word counts for who asks: http/forwarded.h
  bool allow_plain_http = false;     // also from other machines
  rails::sandbox::SandboxSettings sandbox;
  std::string sandbox_book_file;  // empty: beside the database, `<database>.sandbox`
  actions::DispatchTimes dispatch_times;
  int dispatch_in_flight_max = 16;
  mail::SmtpSettings smtp;    // without a host mails are logged and not sent
  std::string seal_key;       // 64 hex digits; empty: read from seal_key_file
  std::string seal_key_file;  // empty: beside the database, `<database>.key`
  // Of what was set: its name, and where: a flag, a variable or the file.
  std::map<std::string, std::string> origins;
};

actions::ReferralRules referral_rules(const Settings& settings);

// How a process learns its environment: a variable's value, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct Flags {
  std::optional<std::string> config_file;
  // Dotted names and values, as in the file: {"listen", "127.0.0.1:8080"}.
  std::vector<std::pair<std::string, std::string>> settings;
};

// Refusal `bad_setting`: a file that cannot be read, an unknown name, a value of the wrong kind;
// the message names it and where it comes from.
base::Result<Settings> load_settings(const Flags& flags, const Environment& environment);

}  // namespace payoutd::server
