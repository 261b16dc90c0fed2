// server/referral_settings.h: the settings of users' money: rewards, payouts, approvals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/settings.h"

namespace payoutd::server {

// Each puts a value in its place; says what it should have been if it cannot.
std::optional<std::string> apply_four_eyes(Settings& settings, std::string_view text);
std::optional<std::string> apply_tiers(Settings& settings, std::string_view text);
std::optional<std::string> apply_hold(Settings& settings, std::string_view text);
std::optional<std::string> apply_console_min(Settings& settings, std::string_view text);

}  // namespace payoutd::server
