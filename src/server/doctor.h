// server/doctor.h: what an operator should know about an installation before it serves, or when
// something is wrong. Looks and changes nothing; speaks to nobody but the mail server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "server/settings.h"

namespace payoutd::server {

enum class Health { ok, warn, fail };
std::string_view to_text(Health health);  // as in the enum

struct Finding {
  std::string check;  // a word that never changes: "disk"
  Health health = Health::ok;
  std::string message;  // what was found
  std::string advice;   // what to do about it; empty if all is well
};

// One finding for each check, in the order in which they are best mended.
std::vector<Finding> examine(const Settings& settings, const base::Clock& clock);

}  // namespace payoutd::server
