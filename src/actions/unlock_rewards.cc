#include "actions/unlock_rewards.h"

#include <algorithm>
#include <memory>

#include "actions/rewards.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

constexpr uint32_t rewards_at_once = 256;

}  // namespace

void UnlockRewards::step(std::function<void(base::Result<size_t>)> done) const {
  auto unlocked = std::make_shared<size_t>(0);
  writer_.submit(
      [this, unlocked](store::Transaction& transaction) -> base::Status {
        const base::Timestamp now = clock_.now();
        const auto locked = transaction.find_locked_rewards(now, rewards_at_once);
        for (const store::LockedReward& each : locked) {
          auto stored = transaction.find_reward(each.owner, each.number);
          base::check(stored.has_value(), "a reward that is due exists");
          unlock_pending(transaction, *stored, now);
        }
        *unlocked = locked.size();
        return {};
      },
      [unlocked, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(*unlocked);
      });
}

base::Result<std::optional<int64_t>> UnlockRewards::micros_until_due() const {
  std::optional<base::Timestamp> next;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    next = reads.next_unlock();
    return {};
  });
  if (!read) return base::forward(std::move(read));
  if (!next) return std::nullopt;
  return std::max<int64_t>(next->micros - clock_.now().micros, 0);
}

}  // namespace payoutd::actions
