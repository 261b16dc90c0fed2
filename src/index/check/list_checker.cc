#include "index/check/list_checker.h"

#include <algorithm>

#include "index/check/dice.h"
#include "index/check/world_check.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// Mostly small: the naive list sorts all of them for each answer.
uint32_t choose_size(Dice& dice, uint32_t size_max) {
  uint64_t below = uint64_t{size_max} + 1;
  switch (dice.below(8)) {
    case 0:
      below = 8;
      break;
    case 1:
      below = uint64_t{2} * small_list_max;
      break;
    case 2:
    case 3:
    case 4:
      below = std::max<uint64_t>(size_max / 8, 1);
      break;
    case 5:
    case 6:
      below = std::max<uint64_t>(size_max / 3, 1);
      break;
    default:
      break;
  }
  return static_cast<uint32_t>(dice.below(std::min<uint64_t>(below, uint64_t{size_max} + 1)));
}

uint64_t seed_of(uint64_t seed, uint64_t world) {
  Dice dice(seed);
  const uint64_t spread = dice.random().next();
  Dice again(spread ^ (world * 0x9e3779b97f4a7c15U));
  return again.random().next();
}

}  // namespace

CheckReport check_lists(const CheckSettings& settings,
                        const std::function<void(const CheckReport&, uint64_t world)>& progress) {
  CheckReport report;
  const auto live = [&](uint64_t number, WorldCheck& world, uint64_t answers) {
    const std::string failure = world.run(answers);
    ++report.worlds;
    report.compared += world.compared();
    report.commits += world.commits();
    report.largest = std::max(report.largest, world.payouts());
    if (failure.empty()) return true;
    report.failure = "seed " + std::to_string(settings.seed) + " world " + std::to_string(number) +
                     ": " + failure;
    return false;
  };
  uint64_t number = settings.first_world;
  for (; report.compared < settings.answers; ++number) {
    progress(report, number);
    Dice dice(seed_of(settings.seed, number));
    const uint32_t size = choose_size(dice, settings.size_max);
    const uint64_t answers = std::min(settings.answers, 200 + dice.below(4000));
    WorldCheck world(dice.random().next(), size);
    if (!live(number, world, answers)) return report;
  }
  for (uint64_t i = 0; i < settings.large_worlds; ++i, ++number) {
    progress(report, number);
    WorldCheck world(seed_of(settings.seed, number), settings.large_size, true);
    if (!live(number, world, settings.large_answers)) return report;
  }
  return report;
}

}  // namespace payoutd::index
