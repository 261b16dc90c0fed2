// sim/report.h: what happened in a run, for people.
#pragma once

#include <string>

#include "sim/world.h"

namespace payoutd::sim {

// `milliseconds`: how long it took.
std::string report_of(const Settings& settings, const World& world, int64_t milliseconds);

}  // namespace payoutd::sim
