#include "server/settings.h"

#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"

namespace payoutd::server {
namespace {

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {}

  base::Result<Settings> load(const std::string& toml,
                              const std::map<std::string, std::string>& environment = {},
                              Flags flags = {}) {
    flags.config_file = folder_.file("payoutd.toml");
    std::ofstream(*flags.config_file) << toml;
    return load_settings(flags, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      if (found == environment.end()) return std::nullopt;
      return found->second;
    });
  }

  base::ScratchFolder folder_;
};

TEST_F(SettingsTest, flags_win_over_environment_over_file) {
  const std::string toml = "listen = \"127.0.0.1:1\"\ndb = \"sqlite:file\"\nthreads = 3\n";
  const auto settings =
      load(toml, {{"PAYOUTD_LISTEN", "127.0.0.1:2"}, {"PAYOUTD_DB", "sqlite:env"}},
           {.config_file = {}, .settings = {{"db", "sqlite:flag"}}});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->http.threads, 3);
  EXPECT_EQ(settings->http.port, 2);
  EXPECT_EQ(settings->db, "sqlite:flag");
  EXPECT_FALSE(settings->db_is_default);
}

TEST_F(SettingsTest, tables_and_arrays_arrive) {
  const auto settings = load(R"(
[limits]
header_timeout_ms = 250
[console]
session_cookie = "nl_session"
origins = ["https://app.example.com", "http://localhost:3000"]
)");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->http.limits.header_timeout, std::chrono::milliseconds(250));
  EXPECT_EQ(settings->console.session_cookie, "nl_session");
  EXPECT_EQ(settings->console.origins,
            (std::vector<std::string>{"https://app.example.com", "http://localhost:3000"}));
}

TEST_F(SettingsTest, what_is_wrong_is_named) {
  const struct {
    const char* toml;
    const char* word;
  } rows[] = {
      {"nonsense = 1", "nonsense"},
      {"[limits]\nbody = 1", "limits.body"},
      {"listen = \"nowhere\"", "listen"},
      {"listen = \"127.0.0.1:65536\"", "listen"},
      {"threads = -1", "threads"},
      {"threads = 1.5", "threads"},
      {"db = \"postgres://x\"", "db"},
      {"log_level = \"loud\"", "log_level"},
      {"seal_key = \"123\"", "seal_key"},
      {"[console]\norigins = [\"https://a.example/path\"]", "origins"},
      {"[console]\norigins = [1, 2]", "origins"},
      {"[console]\nsession_cookie = \"a b\"", "session_cookie"},
      {"[console]\ncurrency = \"XXX\"", "currency"},
      {"listen = ", "line 1"},
      {"[partner]\nrate_limit = -1", "partner.rate_limit"},
      {"[partner]\nrate_limit = 1000001", "partner.rate_limit"},
      {"[partner]\nrate_limit_window_s = 0", "partner.rate_limit_window_s"},
      {"[partner]\nrate_limit_window_s = 86401", "partner.rate_limit_window_s"},
      {"[payouts]\nnetworks = \"ethereum=evn\"", "payouts.networks"},
      {"[payouts]\nnetworks = \"ethereum=evn\"", "none of evm, solana, tron, bitcoin"},
      {"[payouts]\nnetworks = [\"solana=solana\", \"Ether=evm\"]", "\"Ether=evm\": a name has"},
      {"[payouts]\nnetworks = 1", "payouts.networks"},
      {"[smtp]\nhost = \"smtp://mail.example.com\"", "smtp.host"},
      {"[smtp]\nhost = \"\"", "smtp.host"},
      {"[smtp]\nport = 0", "smtp.port"},
      {"[smtp]\nport = 65536", "smtp.port"},
      {"[smtp]\ntls = \"ssl\"", "smtp.tls"},
      {"[smtp]\nusername = \"\"", "smtp.username"},
      {"[smtp]\npassword = \"a\\u0000b\"", "smtp.password"},
      {"[smtp]\nfrom = \"Acme <pay@example.com>\"", "smtp.from"},
      {"[smtp]\ntimeout_ms = 600001", "smtp.timeout_ms"},
      {"[smtp]\nca_file = \"\"", "smtp.ca_file"},
      {"[console]\nrate_limit = -1", "console.rate_limit"},
      {"[operator]\nrate_limit_window_s = 0", "operator.rate_limit_window_s"},
      {"[limits]\nconsole_body_bytes_max = 0", "limits.console_body_bytes_max"},
      {"[limits]\noperator_body_bytes_max = \"x\"", "limits.operator_body_bytes_max"},
      {"[tls]\ncertificate_file = \"\"", "tls.certificate_file"},
      {"[tls]\nkey_file = \"\"", "tls.key_file"},
      {"[http]\ntrusted_proxies = [\"10.0.0.1/8\"]", "10.0.0.0/8"},
      {"[http]\nallow_plain = 1", "http.allow_plain"},
  };
  for (const auto& row : rows) {
    const auto settings = load(row.toml);
    ASSERT_FALSE(settings) << row.toml;
    EXPECT_EQ(settings.error().reason, "bad_setting");
    EXPECT_NE(settings.error().message.find(row.word), std::string::npos)
        << settings.error().message;
    EXPECT_NE(settings.error().message.find("payoutd.toml"), std::string::npos);
  }
}

TEST_F(SettingsTest, keys_have_no_rate_limit_unless_it_is_set) {
  EXPECT_EQ(load("")->partner_rate_limit.requests, 0);
  EXPECT_EQ(load("")->partner_rate_limit.window_seconds, 60);
  const auto settings = load("[partner]\nrate_limit = 600\nrate_limit_window_s = 10");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->partner_rate_limit.requests, 600);
  EXPECT_EQ(settings->partner_rate_limit.window_seconds, 10);
}

TEST_F(SettingsTest, users_are_paid_on_the_networks_that_are_set) {
  EXPECT_EQ(load("")->payout_networks.names(),
            "ethereum, polygon, bsc, base, arbitrum, solana, tron, bitcoin");
  const auto settings = load("[payouts]\nnetworks = [\"gnosis=evm\", \"solana=solana\"]");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->payout_networks.names(), "gnosis, solana");
  EXPECT_EQ(settings->payout_networks.find("gnosis")->rule, payouts::AddressRule::evm);
  EXPECT_TRUE(load("", {{"PAYOUTD_PAYOUTS_NETWORKS", ""}})->payout_networks.all().empty());
}

TEST_F(SettingsTest, edges_of_the_server) {
  const auto defaults = load("");
  ASSERT_TRUE(defaults) << defaults.error().message;
  EXPECT_EQ(defaults->console.body_bytes_max, 16384U);
  EXPECT_EQ(defaults->operator_body_bytes_max, 1U << 20U);
  EXPECT_EQ(defaults->http.limits.body_bytes_max, 8U << 20U);
  EXPECT_EQ(defaults->console_rate_limit.requests, 300);
  EXPECT_TRUE(defaults->trusted_proxies.empty());
  EXPECT_TRUE(defaults->admin_token.empty());
  EXPECT_FALSE(defaults->allow_plain_http);
  const auto settings = load(R"(
[tls]
certificate_file = "a.pem"
key_file = "a.key"
[http]
trusted_proxies = ["10.0.0.0/8", "::1"]
allow_plain = true
[limits]
console_body_bytes_max = 5
operator_body_bytes_max = 6
[console]
rate_limit = 7
[operator]
rate_limit = 8
rate_limit_window_s = 9
)",
                             {{"PAYOUTD_ADMIN_TOKEN", "a token"}});
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->tls_certificate_file, "a.pem");
  EXPECT_EQ(settings->tls_key_file, "a.key");
  EXPECT_EQ(settings->trusted_proxies.to_text(), "10.0.0.0/8,::1");
  EXPECT_TRUE(settings->allow_plain_http);
  EXPECT_EQ(settings->console.body_bytes_max, 5U);
  EXPECT_EQ(settings->operator_body_bytes_max, 6U);
  EXPECT_EQ(settings->console_rate_limit.requests, 7);
  EXPECT_EQ(settings->console_rate_limit.window_seconds, 60);
  EXPECT_EQ(settings->operator_rate_limit.requests, 8);
  EXPECT_EQ(settings->operator_rate_limit.window_seconds, 9);
  EXPECT_EQ(settings->admin_token.reveal(), "a token");
}

TEST_F(SettingsTest, listens_on_ipv6_too) {
  const auto settings = load("listen = \"[::1]:8080\"");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->http.host, "::1");
  EXPECT_EQ(settings->http.port, 8080);
}

TEST_F(SettingsTest, there_is_no_mail_server_unless_it_is_set) {
  const auto none = load("");
  ASSERT_TRUE(none);
  EXPECT_EQ(none->smtp.host, "");
  const auto few = load("[smtp]\nhost = \"mail.example.com\"\nfrom = \"pay@example.com\"");
  ASSERT_TRUE(few) << few.error().message;
  EXPECT_EQ(few->smtp.host, "mail.example.com");
  EXPECT_EQ(few->smtp.port, 587);
  EXPECT_EQ(few->smtp.tls, mail::Tls::starttls);
  EXPECT_EQ(few->smtp.timeout_ms, 10'000);
  EXPECT_TRUE(few->smtp.username.empty() && few->smtp.password.empty());
  const auto all = load(R"(
[smtp]
host = "::1"
port = 465
tls = "tls"
username = "payoutd"
password = "s3cret pässword"
from = "pay@example.com"
timeout_ms = 250
ca_file = "/etc/payoutd/ca.pem"
)");
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->smtp.host, "::1");
  EXPECT_EQ(all->smtp.port, 465);
  EXPECT_EQ(all->smtp.tls, mail::Tls::tls);
  EXPECT_EQ(all->smtp.username, "payoutd");
  EXPECT_EQ(all->smtp.password.reveal(), "s3cret pässword");
  EXPECT_EQ(all->smtp.from, "pay@example.com");
  EXPECT_EQ(all->smtp.timeout_ms, 250);
  EXPECT_EQ(all->smtp.ca_file, "/etc/payoutd/ca.pem");
}

TEST_F(SettingsTest, what_a_mail_server_needs_is_asked_for) {
  const std::string host = "[smtp]\nhost = \"mail.example.com\"\n";
  const std::string from = "from = \"pay@example.com\"\n";
  const std::string name = "username = \"payoutd\"\n";
  const std::string password = "password = \"s3cret\"\n";
  const std::string clear = "tls = \"none\"\n";
  const struct {
    std::string toml;
    const char* word;  // nothing: it is fine
  } rows[] = {
      {host, "smtp.from"},
      {host + from, nullptr},
      {host + from + name, "smtp.password"},
      {host + from + password, "smtp.username"},
      {host + from + name + password, nullptr},
      {host + from + clear, nullptr},
      {host + from + name + password + clear, "smtp.tls"},
      {"[smtp]\nhost = \"127.0.0.1\"\n" + from + name + password + clear, nullptr},
      {"[smtp]\nhost = \"localhost\"\n" + from + name + password + clear, nullptr},
      {"[smtp]\nhost = \"::1\"\n" + from + name + password + clear, nullptr},
  };
  for (const auto& row : rows) {
    const auto settings = load(row.toml);
    ASSERT_EQ(settings.has_value(), row.word == nullptr) << row.toml;
    if (settings) continue;
    EXPECT_EQ(settings.error().reason, "bad_setting");
    EXPECT_NE(settings.error().message.find(row.word), std::string::npos)
        << settings.error().message;
    EXPECT_EQ(settings.error().message.find("s3cret"), std::string::npos);
  }
}

TEST_F(SettingsTest, sessions_and_sources_have_limits_unless_they_are_taken_away) {
  const auto usual = load("");
  EXPECT_EQ(usual->console_rate_limit.requests, 300);
  EXPECT_EQ(usual->console_rate_limit.window_seconds, 60);
  EXPECT_EQ(usual->auth_starts_per_source.requests, 30);
  EXPECT_EQ(usual->auth_starts_per_source.window_seconds, 3600);
  EXPECT_EQ(usual->auth_verifies_per_source.requests, 60);
  EXPECT_EQ(usual->auth_verifies_per_source.window_seconds, 3600);
  const auto settings = load(
      "[console]\nrate_limit = 0\nrate_limit_window_s = 10\n"
      "[auth]\nstarts_per_source = 7\nverifies_per_source = 0");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->console_rate_limit.requests, 0);
  EXPECT_EQ(settings->console_rate_limit.window_seconds, 10);
  EXPECT_EQ(settings->auth_starts_per_source.requests, 7);
  EXPECT_EQ(settings->auth_verifies_per_source.requests, 0);
  EXPECT_EQ(settings->partner_rate_limit.requests, 0);
}

}  // namespace
}  // namespace payoutd::server
