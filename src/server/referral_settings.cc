#include "server/referral_settings.h"

#include <utility>

#include "server/settings_values.h"

namespace payoutd::server {

std::optional<std::string> apply_four_eyes(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, uint64_t{money::amount_max_micro});
  if (!value) return "a whole number of micro-units";
  settings.four_eyes_above_micro = static_cast<int64_t>(*value);
  return fine;
}

std::optional<std::string> apply_tiers(Settings& settings, std::string_view text) {
  auto tiers = referrals::Tiers::parse(text);
  if (!tiers) return "NUMBER:LABEL:BPS, …: " + tiers.error().message;
  settings.tiers = std::move(*tiers);
  return fine;
}

std::optional<std::string> apply_hold(Settings& settings, std::string_view text) {
  constexpr uint64_t ten_years_s = 315'360'000;
  const auto value = parse_count(text, 0, ten_years_s);
  if (!value) return "a whole number of seconds, at most ten years";
  settings.referral_hold_micros = static_cast<int64_t>(*value) * 1'000'000;
  return fine;
}

std::optional<std::string> apply_console_min(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, uint64_t{money::amount_max_micro});
  if (!value) return "a whole number of micro-units from 1 on";
  settings.console_min_micro = static_cast<int64_t>(*value);
  return fine;
}

actions::ReferralRules referral_rules(const Settings& settings) {
  return {settings.console_currency, settings.referral_hold_micros, settings.tiers};
}

}  // namespace payoutd::server
