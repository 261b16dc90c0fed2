#include "sim/user_wishes.h"

#include <algorithm>

namespace payoutd::sim {

size_t UserWishes::ask_tier(size_t user, int64_t tier) {
  tiers_[user].push_back({.tier = tier, .from = tick()});
  return tiers_[user].size() - 1;
}

void UserWishes::tier_was_set(size_t user, size_t asked) {
  const uint64_t now = tick();
  for (size_t i = 0; i < asked; ++i) {
    TierSpan& before = tiers_[user][i];
    before.until = std::min(before.until, now);
  }
}

bool UserWishes::may_have_tier(size_t user, int64_t tier,
                               const std::vector<uint64_t>& asked_at) const {
  return std::ranges::any_of(asked_at, [&](uint64_t time) {
    return std::ranges::any_of(tiers_[user], [&](const TierSpan& span) {
      return span.tier == tier && span.from <= time && time < span.until;
    });
  });
}

}  // namespace payoutd::sim
