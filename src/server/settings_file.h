// server/settings_file.h: a TOML file as dotted names and texts. Private to settings.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace payoutd::server {

// {"limits.body_bytes_max", "1048576"}; the texts of an array are joined by commas. Refusal
// `bad_setting`: cannot be read, is not TOML, or a value is neither text, whole number nor array of
// texts.
base::Result<std::vector<std::pair<std::string, std::string>>> read_settings_file(
    const std::string& path);

}  // namespace payoutd::server
