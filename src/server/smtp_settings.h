// server/smtp_settings.h: the settings of the mail server, `smtp.…`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/settings.h"

namespace payoutd::server {

// Each puts a value in its place in `settings.smtp`; says what it should have been if it cannot.
std::optional<std::string> apply_smtp_host(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_port(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_tls(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_username(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_password(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_from(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_timeout(Settings& settings, std::string_view text);
std::optional<std::string> apply_smtp_ca_file(Settings& settings, std::string_view text);

// What is wrong with them together, as a sentence that names one.
std::optional<std::string> trouble_with_smtp(const mail::SmtpSettings& smtp);

}  // namespace payoutd::server
