#include "sim/user_book.h"

#include <algorithm>
#include <utility>

namespace payoutd::sim {

using referrals::RewardStatus;

std::string reward_named(int64_t number) {
  return "reward number " + std::to_string(number);
}

KnownReward* UserBook::find(int64_t number) {
  if (number < 1 || number > static_cast<int64_t>(rewards_.size())) return nullptr;
  touched_.insert(number);
  return &rewards_[static_cast<size_t>(number) - 1];
}

void UserBook::credit(KnownReward reward) {
  reward.free = reward.amount;
  sums_.credited += reward.amount;
  sums_.pending += reward.amount;
  rewards_.push_back(reward);
  touched_.insert(static_cast<int64_t>(rewards_.size()));
}

UserBook::Fault UserBook::unlock(int64_t number) {
  KnownReward* const reward = find(number);
  if (reward == nullptr || reward->status != RewardStatus::pending) {
    return reward_named(number) + " was unlocked and is not pending";
  }
  reward->status = RewardStatus::available;
  free_.insert(number);
  sums_.unlocked += reward->amount;
  sums_.pending -= reward->amount;
  sums_.free += reward->amount;
  return {};
}

UserBook::Fault UserBook::reverse(int64_t number) {
  KnownReward* const reward = find(number);
  if (reward == nullptr) return reward_named(number) + " was reversed and is not there";
  if (reward->free != reward->amount) return reward_named(number) + " was reversed while in use";
  if (reward->status == RewardStatus::pending) {
    sums_.reversed_pending += reward->amount;
    sums_.pending -= reward->amount;
  } else if (reward->status == RewardStatus::available) {
    sums_.reversed_available += reward->amount;
    sums_.free -= reward->amount;
    free_.erase(number);
  } else {
    return reward_named(number) + " was reversed after its end";
  }
  reward->status = RewardStatus::reversed;
  reward->free = 0;
  return {};
}

template <class Take>
bool UserBook::take_oldest(int64_t micro, const Take& take) {
  if (micro > sums_.free) return false;
  sums_.free -= micro;
  while (micro > 0) {
    const int64_t number = *free_.begin();
    KnownReward& reward = *find(number);
    const int64_t part = std::min(micro, reward.free);
    reward.free -= part;
    micro -= part;
    if (reward.free == 0) free_.erase(number);
    take(number, reward, part);
  }
  return true;
}

UserBook::Fault UserBook::spend(int64_t micro) {
  const auto take = [](int64_t /*number*/, KnownReward& reward, int64_t part) {
    reward.spent += part;
    if (reward.free == 0 && reward.reserved == 0) reward.status = RewardStatus::spent;
  };
  if (!take_oldest(micro, take)) return "more was spent than was available";
  sums_.spent += micro;
  return {};
}

UserBook::Fault UserBook::hold(payouts::PayoutNumber number, int64_t micro) {
  if (number >= requests.size()) return "money was held for a payout that is not there";
  KnownRequest& request = requests[number];
  if (request.money != KnownRequest::Money::none || micro != request.amount) {
    return "the money of payout number " + std::to_string(number) + " was held wrongly";
  }
  const auto take = [&request](int64_t reward_number, KnownReward& reward, int64_t part) {
    reward.reserved += part;
    request.uses.push_back({reward_number, part});
  };
  if (!take_oldest(micro, take)) return "more was asked for than was available";
  request.money = KnownRequest::Money::held;
  sums_.held += micro;
  return {};
}

KnownRequest* UserBook::find_held(payouts::PayoutNumber number) {
  if (number >= requests.size()) return nullptr;
  KnownRequest& request = requests[number];
  return request.money == KnownRequest::Money::held ? &request : nullptr;
}

UserBook::Fault UserBook::pay(payouts::PayoutNumber number) {
  KnownRequest* const request = find_held(number);
  if (request == nullptr) return "a payout was paid that held nothing";
  request->money = KnownRequest::Money::paid;
  sums_.held -= request->amount;
  sums_.paid += request->amount;
  for (const store::RewardUse& use : request->uses) {
    KnownReward& reward = *find(use.reward);
    reward.reserved -= use.amount_micro;
    reward.paid += use.amount_micro;
    if (reward.free == 0 && reward.reserved == 0) reward.status = RewardStatus::paid_out;
  }
  return {};
}

UserBook::Fault UserBook::give_back(payouts::PayoutNumber number) {
  KnownRequest* const request = find_held(number);
  if (request == nullptr) return "a payout gave money back that it did not hold";
  request->money = KnownRequest::Money::returned;
  sums_.held -= request->amount;
  sums_.free += request->amount;
  for (const store::RewardUse& use : request->uses) {
    KnownReward& reward = *find(use.reward);
    reward.reserved -= use.amount_micro;
    reward.free += use.amount_micro;
    free_.insert(use.reward);
  }
  return {};
}

}  // namespace payoutd::sim
