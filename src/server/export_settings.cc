#include "server/export_settings.h"

#include "server/settings_values.h"

namespace payoutd::server {

std::optional<std::string> apply_export_keep(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, 86'400);
  if (!value) return "a whole number of seconds from 0 (keeps none) to 86400";
  settings.export_limits.keep_micros = static_cast<int64_t>(*value) * 1'000'000;
  return fine;
}

std::optional<std::string> apply_exports_running(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 1, 1000);
  if (!value) return "a whole number from 1 to 1000";
  settings.export_limits.running_per_owner_max = *value;
  return fine;
}

std::optional<std::string> apply_exports_kept(Settings& settings, std::string_view text) {
  const auto value = parse_count(text, 0, 1000);
  if (!value) return "a whole number from 0 (keeps none) to 1000";
  settings.export_limits.kept_max = *value;
  return fine;
}

}  // namespace payoutd::server
