// server/export_settings.h: the settings of exports, `export.…`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/settings.h"

namespace payoutd::server {

// Each puts a value in its place in `settings.export_limits`; says what it should have been if it
// cannot.
std::optional<std::string> apply_export_keep(Settings& settings, std::string_view text);
std::optional<std::string> apply_exports_running(Settings& settings, std::string_view text);
std::optional<std::string> apply_exports_kept(Settings& settings, std::string_view text);

}  // namespace payoutd::server
