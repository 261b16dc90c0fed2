// sim/settings.h: what a run is made of.
#pragma once

#include <cstdint>
#include <string>

#include "sim/plant.h"

namespace payoutd::sim {

struct Settings {
  uint64_t seed = 1;
  uint64_t payouts = 1'000'000;     // the run ends when so many were created
  std::string folder = "/dev/shm";  // where the database is while it runs; memory is fastest
  Plant plant = Plant::none;
  bool progress = false;  // a line on standard error for each 100,000 payouts
};

}  // namespace payoutd::sim
