#include "server/smtp_settings.h"

#include <algorithm>

#include "base/utf8.h"
#include "server/settings_values.h"

namespace payoutd::server {
namespace {

// Everything else would be read as another part of a URL.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._:").find(c) != std::string_view::npos;
  });
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

// libcurl takes texts that end at the first zero.
std::optional<std::string> take_line(std::string& place, std::string_view text) {
  if (text.empty() || !base::is_utf8(text) || base::has_control(text)) return "a line of text";
  place = text;
  return fine;
}

}  // namespace

std::optional<std::string> apply_smtp_host(Settings& settings, std::string_view text) {
  if (!is_host(text)) return "a name or an IP address, without a port";
  settings.smtp.host = text;
  return fine;
}

std::optional<std::string> apply_smtp_port(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 65'535);
  if (!value) return "a port, from 1 to 65535";
  settings.smtp.port = static_cast<uint16_t>(*value);
  return fine;
}

std::optional<std::string> apply_smtp_tls(Settings& settings, std::string_view text) {
  if (text == "none") {
    settings.smtp.tls = mail::Tls::none;
  } else if (text == "starttls") {
    settings.smtp.tls = mail::Tls::starttls;
  } else if (text == "tls") {
    settings.smtp.tls = mail::Tls::tls;
  } else {
    return "starttls, tls or none";
  }
  return fine;
}

std::optional<std::string> apply_smtp_username(Settings& settings, std::string_view text) {
  return take_line(settings.smtp.username, text);
}

std::optional<std::string> apply_smtp_password(Settings& settings, std::string_view text) {
  std::string password;
  if (auto expected = take_line(password, text)) return expected;
  settings.smtp.password = base::Secret(std::move(password));
  return fine;
}

std::optional<std::string> apply_smtp_from(Settings& settings, std::string_view text) {
  if (!mail::is_address(text)) return "an address like payouts@example.com";
  settings.smtp.from = text;
  return fine;
}

std::optional<std::string> apply_smtp_timeout(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 600'000);
  if (!value) return "a whole number of milliseconds, at most ten minutes";
  settings.smtp.timeout_ms = static_cast<int64_t>(*value);
  return fine;
}

std::optional<std::string> apply_smtp_ca_file(Settings& settings, std::string_view text) {
  if (text.empty()) return "a path";
  settings.smtp.ca_file = text;
  return fine;
}

std::optional<std::string> trouble_with_smtp(const mail::SmtpSettings& smtp) {
  if (smtp.host.empty()) return fine;
  if (smtp.from.empty()) return "smtp.from must be set when smtp.host is";
  if (smtp.username.empty() != smtp.password.empty()) {
    return "smtp.username and smtp.password must be set together";
  }
  if (smtp.tls == mail::Tls::none && !smtp.password.empty() && !is_this_machine(smtp.host)) {
    return "smtp.tls must not be none: smtp.password would be sent in the clear";
  }
  return fine;
}

}  // namespace payoutd::server
