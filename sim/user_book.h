// sim/user_book.h: the auditor's own record of one user: rewards, what has taken of them, and the
// sums of both. It is told the ledger's entries in their order, and knows by itself what each must
// do to which reward.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/records.h"
#include "store/referrals.h"

namespace payoutd::sim {

// How a fault names a reward.
std::string reward_named(int64_t number);

struct KnownReward {
  referrals::RewardId id{};
  referrals::RewardStatus status = referrals::RewardStatus::pending;
  int64_t amount = 0;  // in micro-units, as all that follows
  int64_t free = 0;
  int64_t reserved = 0;
  int64_t paid = 0;
  int64_t spent = 0;
  base::Timestamp unlocks_at{};
  uint64_t fixed = 0;  // a digest of what never changes
};

// A payout that a user asked for.
struct KnownRequest {
  enum class Money { none, held, paid, returned };

  payouts::PayoutId id{};
  std::string address;
  int64_t amount = 0;
  payouts::Status status = payouts::Status::created;
  std::string tx_hash{};
  uint32_t rows = 0;         // of its history, as far as it was seen
  uint64_t rows_digest = 0;  // of those
  Money money = Money::none;
  std::vector<store::RewardUse> uses{};  // by reward
};

// In micro-units, all that ever was but for what is held.
struct RewardSums {
  money::Sum credited = 0;
  money::Sum unlocked = 0;
  money::Sum reversed_pending = 0;
  money::Sum reversed_available = 0;
  money::Sum spent = 0;
  money::Sum held = 0;
  money::Sum paid = 0;
  money::Sum free = 0;     // of available rewards
  money::Sum pending = 0;  // of pending ones
};

class UserBook {
 public:
  // What is wrong with an entry of the ledger; nothing if it may be.
  using Fault = std::optional<std::string>;

  explicit UserBook(const store::Owner& of) : owner(of) {}

  void credit(KnownReward reward);
  Fault unlock(int64_t number);
  Fault reverse(int64_t number);
  Fault spend(int64_t micro);
  Fault hold(payouts::PayoutNumber number, int64_t micro);
  Fault pay(payouts::PayoutNumber number);
  Fault give_back(payouts::PayoutNumber number);

  const std::vector<KnownReward>& rewards() const { return rewards_; }  // by number - 1
  const RewardSums& sums() const { return sums_; }
  // Rewards that an entry was about since the last call.
  std::set<int64_t> take_touched() { return std::exchange(touched_, {}); }

  store::Owner owner;
  payouts::Version seen = 0;
  store::EntryNumber entries = 0;            // as far as they were seen
  std::vector<KnownRequest> requests;        // by number
  std::set<payouts::PayoutNumber> open;      // of them
  std::optional<store::Invitation> inviter;  // as far as it was seen
  uint64_t invited_at = 0;                   // when it was seen, by the auditor's count

 private:
  KnownReward* find(int64_t number);
  KnownRequest* find_held(payouts::PayoutNumber number);
  // Of the oldest rewards that are free; false: there is not so much.
  template <class Take>
  bool take_oldest(int64_t micro, const Take& take);

  std::vector<KnownReward> rewards_;
  std::set<int64_t> free_;  // available rewards that something is free of
  std::set<int64_t> touched_;
  RewardSums sums_;
};

}  // namespace payoutd::sim
