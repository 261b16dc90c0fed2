// server/safety.h: settings with which a server would run and should not.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/settings.h"

namespace payoutd::server {

// The permission bits of a file; nothing if there is none.
using FileMode = std::function<std::optional<unsigned>(const std::string& path)>;
std::optional<unsigned> mode_of_file(const std::string& path);

// One sentence for each rule that is broken, naming the setting and the way out; empty: `serve` may
// start. The rules are in docs/SETTINGS.md. Looks at nothing but what it is given.
std::vector<std::string> unsafe_settings(const Settings& settings, bool demo, const FileMode& mode);

}  // namespace payoutd::server
