#include "actions/unlock_rewards.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "actions/rewards.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

constexpr uint32_t rewards_at_once = 256;

// What becomes of the rewards of one step, told by the writer's thread and by whoever submits.
class Unlocking {
 public:
  Unlocking(size_t rewards, std::function<void(base::Result<size_t>)> done)
      : left_(rewards), done_(std::move(done)) {}

  void tell(base::Status written) {
    {
      const std::lock_guard lock(mutex_);
      if (written) {
        ++unlocked_;
      } else {
        error_ = std::move(written).error();
      }
      if (--left_ > 0) return;
    }
    if (unlocked_ == 0 && error_) return done_(tl::unexpected(std::move(*error_)));
    done_(unlocked_);
  }

 private:
  std::mutex mutex_;
  size_t left_;
  size_t unlocked_ = 0;
  std::optional<base::Error> error_;
  std::function<void(base::Result<size_t>)> done_;
};

}  // namespace

void UnlockRewards::step(std::function<void(base::Result<size_t>)> done) const {
  std::vector<store::LockedReward> locked;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    locked = reads.find_locked_rewards(clock_.now(), rewards_at_once);
    return {};
  });
  if (!read) return done(tl::unexpected(std::move(read).error()));
  if (locked.empty()) return done(0);
  const auto unlocking = std::make_shared<Unlocking>(locked.size(), std::move(done));
  // Each is a work of its own: one that is damaged must not lock up everybody's.
  for (const store::LockedReward& each : locked) {
    writer_.submit(
        [this, each](store::Transaction& transaction) -> base::Status {
          auto stored = transaction.find_reward(each.owner, each.number);
          base::check(stored.has_value(), "a reward that is due exists");
          // Another server or an operator may have been faster, or the clock was set back.
          const base::Timestamp now = clock_.now();
          if (stored->reward.status == referrals::RewardStatus::pending &&
              stored->reward.unlocks_at <= now) {
            unlock_pending(transaction, *stored, now);
          }
          return {};
        },
        [unlocking](base::Status written) { unlocking->tell(std::move(written)); });
  }
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
