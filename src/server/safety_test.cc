#include "server/safety.h"

#include <map>

#include <gtest/gtest.h>

namespace payoutd::server {
namespace {

std::optional<unsigned> private_file(const std::string&) {
  return 0600;
}

void use_tls(Settings& settings) {
  settings.tls_certificate_file = "/etc/payoutd/tls.pem";
  settings.tls_key_file = "/etc/payoutd/tls.key";
}

std::string seen(const std::vector<std::string>& sentences) {
  std::string all;
  for (const std::string& each : sentences) all += each + "\n";
  return all;
}

TEST(UnsafeSettings, the_defaults_are_safe) {
  EXPECT_EQ(seen(unsafe_settings({}, false, &private_file)), "");
  EXPECT_EQ(seen(unsafe_settings({}, true, &private_file)), "");
  const auto missing = [](const std::string&) { return std::nullopt; };
  EXPECT_EQ(seen(unsafe_settings({}, true, missing)), "");
}

TEST(UnsafeSettings, plain_http_stays_on_this_machine) {
  const struct {
    const char* host;
    bool safe;
  } rows[] = {
      {"127.0.0.1", true},
      {"127.9.8.7", true},
      {"::1", true},
      {"::ffff:127.0.0.1", true},
      {"localhost", true},
      {"0.0.0.0", false},
      {"::", false},
      {"10.0.0.1", false},
      {"2001:db8::1", false},
      {"payouts.example.com", false},
      {"localhost.example.com", false},
      {"127.0.0.1.example.com", false},
  };
  for (const auto& row : rows) {
    Settings settings;
    settings.http.host = row.host;
    EXPECT_EQ(unsafe_settings(settings, false, &private_file).empty(), row.safe) << row.host;
    use_tls(settings);
    EXPECT_EQ(seen(unsafe_settings(settings, false, &private_file)), "") << row.host;
    EXPECT_EQ(unsafe_settings(settings, true, &private_file).empty(), row.safe) << "demo";
  }
  Settings open;
  open.http.host = "0.0.0.0";
  Settings behind_proxy = open;
  behind_proxy.trusted_proxies = *access::Networks::parse("10.0.0.0/8");
  EXPECT_EQ(seen(unsafe_settings(behind_proxy, false, &private_file)), "");
  Settings allowed = open;
  allowed.allow_plain_http = true;
  EXPECT_EQ(seen(unsafe_settings(allowed, false, &private_file)), "");
}

TEST(UnsafeSettings, each_rule_names_its_setting) {
  const struct {
    void (*change)(Settings& settings);
    bool demo;
    const char* setting;
  } rows[] = {
      {[](Settings& s) { s.http.host = "0.0.0.0"; }, false, "listen:"},
      {[](Settings& s) { s.http.host = "0.0.0.0", s.allow_plain_http = true; }, true, "--demo"},
      {[](Settings& s) { s.tls_key_file = "k"; }, false, "tls.certificate_file is not"},
      {[](Settings& s) { s.tls_certificate_file = "c"; }, false, "tls.key_file is not"},
      {[](Settings& s) { s.console.origins = {"http://app.example.com"}; }, false,
       "console.origins:"},
      {[](Settings& s) { s.admin_token = base::Secret(std::string(31, 'a')); }, false,
       "admin_token"},
  };
  for (const auto& row : rows) {
    Settings settings;
    row.change(settings);
    const auto sentences = unsafe_settings(settings, row.demo, &private_file);
    ASSERT_EQ(sentences.size(), 1U) << row.setting << ": " << seen(sentences);
    EXPECT_NE(sentences[0].find(row.setting), std::string::npos) << sentences[0];
  }
}

TEST(UnsafeSettings, origins_without_tls_are_of_this_machine) {
  const struct {
    const char* origin;
    bool safe;
  } rows[] = {
      {"https://app.example.com", true},     {"https://app.example.com:8443", true},
      {"http://localhost:5173", true},       {"http://localhost", true},
      {"http://127.0.0.1:3000", true},       {"http://[::1]:3000", true},
      {"http://app.localhost:3000", true},   {"http://app.example.com", false},
      {"http://10.0.0.1:3000", false},       {"http://[2001:db8::1]:3000", false},
      {"http://localhost.evil.test", false}, {"http://notlocalhost", false},
  };
  for (const auto& row : rows) {
    Settings settings;
    settings.console.origins = {"https://fine.example.com", row.origin};
    EXPECT_EQ(unsafe_settings(settings, false, &private_file).empty(), row.safe) << row.origin;
  }
}

TEST(UnsafeSettings, key_files_are_for_one_user_alone) {
  Settings settings;
  settings.db = "sqlite:/var/lib/payoutd/a.db";
  use_tls(settings);
  std::map<std::string, unsigned> modes = {{"/var/lib/payoutd/a.db.key", 0600},
                                           {"/etc/payoutd/tls.key", 0400},
                                           {"/etc/payoutd/tls.pem", 0644}};
  const auto judged = [&] {
    return seen(unsafe_settings(settings, false, [&](const std::string& path) {
      const auto found = modes.find(path);
      return found == modes.end() ? std::nullopt : std::optional(found->second);
    }));
  };
  EXPECT_EQ(judged(), "");
  for (const unsigned mode : {0640U, 0604U, 0620U, 0601U, 0666U, 0777U}) {
    modes["/var/lib/payoutd/a.db.key"] = mode;
    EXPECT_TRUE(judged().starts_with("seal_key_file: /var/lib/payoutd/a.db.key")) << judged();
    modes["/var/lib/payoutd/a.db.key"] = 0600;
    modes["/etc/payoutd/tls.key"] = mode;
    EXPECT_TRUE(judged().starts_with("tls.key_file: /etc/payoutd/tls.key")) << judged();
    modes["/etc/payoutd/tls.key"] = 0600;
  }
  modes["/var/lib/payoutd/a.db.key"] = 0644;
  settings.seal_key = std::string(64, '0');
  EXPECT_EQ(judged(), "") << "the file is not used";
}

TEST(UnsafeSettings, a_short_admin_token_is_not_told) {
  Settings settings;
  settings.admin_token = base::Secret("hunter2hunter2");
  EXPECT_EQ(seen(unsafe_settings(settings, false, &private_file)).find("hunter2"),
            std::string::npos);
  settings.admin_token = base::Secret(std::string(32, 'a'));
  EXPECT_EQ(seen(unsafe_settings(settings, false, &private_file)), "");
}

TEST(UnsafeSettings, all_that_is_wrong_is_said) {
  Settings settings;
  settings.http.host = "::";
  settings.tls_key_file = "k";
  settings.console.origins = {"http://a.test", "http://b.test"};
  settings.admin_token = base::Secret("short");
  const auto readable = [](const std::string&) { return std::optional(0644U); };
  EXPECT_EQ(unsafe_settings(settings, true, readable).size(), 8U);
}

}  // namespace
}  // namespace payoutd::server
