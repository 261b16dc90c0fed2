// sim/user_wishes.h: what users and operators have asked for, as far as the auditor needs to know
// it. Whether a wish that nobody answered came true is open, so what is kept is what may be.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "payouts/payout.h"
#include "referrals/reward.h"

namespace payoutd::sim {

// Of the tiers 1, 2, 3: what the operators believe them to be.
inline constexpr std::array<int64_t, 3> tier_rates_bps = {1'000, 1'500, 3'333};

// Payouts above that need a second operator.
inline constexpr int64_t four_eyes_above_micro = 60'000'000;

// Users are meant by their place, 0, 1, 2 …

struct PaymentWish {
  size_t invitee = 0;
  int64_t amount = 0;
  std::vector<uint64_t> asked_at{};  // each time
  bool answered = false;
  std::optional<referrals::RewardId> reward{};  // what the answer said came of it
  bool rewarded = false;                        // as it was seen
};

struct CreditWish {
  size_t user = 0;
  int64_t amount = 0;
  bool available = false;
  bool credited = false;  // as it was seen
};

struct SpendingWish {
  size_t user = 0;
  int64_t amount = 0;
  bool spent = false;  // as it was seen
};

// By its address, which is of no other.
struct RequestWish {
  size_t user = 0;
  int64_t amount = 0;
  std::string network;
  std::optional<std::string> key;
  uint32_t asked = 0;    // how often
  uint32_t created = 0;  // as it was seen
  std::optional<payouts::PayoutId> answer{};
};

// What was asked to become of a payout.
struct MoveWish {
  bool processing = false;
  bool failed = false;
  bool cancelled = false;
  bool cancelled_by_user = false;
  bool sent = false;
  bool approved = false;
  uint32_t paid_by_hand = 0;  // how often a person really sent the money
};

class UserWishes {
 public:
  // A time before all that is noted from now on.
  uint64_t tick() { return ++now_; }

  // A tier that the user may have from now on.
  size_t ask_tier(size_t user, int64_t tier);
  // The user has it, or had it before one that was asked for later.
  void tier_was_set(size_t user, size_t asked);
  // Could the user have had the tier when one of these was asked?
  bool may_have_tier(size_t user, int64_t tier, const std::vector<uint64_t>& asked_at) const;
  void add_user() { tiers_.push_back({{.tier = 1, .from = 0}}); }

  std::unordered_map<std::string, PaymentWish> payments;
  std::unordered_map<std::string, CreditWish> credits;  // by note
  std::unordered_map<std::string, SpendingWish> spendings;
  std::unordered_map<std::string, RequestWish> requests;
  std::unordered_map<base::Uuid, MoveWish> moves;
  std::set<base::Uuid> unlocks;
  std::set<base::Uuid> reversals;
  std::set<std::pair<size_t, size_t>> invitations;  // who by whom

 private:
  struct TierSpan {
    int64_t tier = 0;
    uint64_t from = 0;
    uint64_t until = std::numeric_limits<uint64_t>::max();
  };

  uint64_t now_ = 0;
  std::vector<std::vector<TierSpan>> tiers_;  // by user
};

}  // namespace payoutd::sim
