// sim/payoutd.h: one life of the server, from its start to a crash: the real actions over a store
// and rails that outlive it, in one thread, each step when it is called for.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "actions/cancel_payout.h"
#include "actions/create_payouts.h"
#include "actions/dispatch_payouts.h"
#include "actions/operate_payout.h"
#include "actions/operate_referrals.h"
#include "actions/request_payout.h"
#include "actions/unlock_rewards.h"
#include "sim/crashing_writer.h"
#include "sim/dice.h"

namespace payoutd::sim {

// What a life is made of, and what survives it.
struct Surroundings {
  store::Store& store;
  const actions::RailChoice& rails;
  const base::Clock& clock;
  base::Random& random;
  base::SealKey seal_key;
  actions::DispatchTimes times;
  const actions::ReferralRules& rules;
  actions::FourEyes four_eyes;
  std::function<void()> pass_time;  // see CrashingWriter
  bool answers_early = false;       // a planted bug
};

class Payoutd {
 public:
  Payoutd(const Surroundings& around, Dice& dice);
  // Everything in memory is lost, as by a crash.
  ~Payoutd();
  Payoutd(const Payoutd&) = delete;

  CrashingWriter writer;
  actions::CreatePayouts create;
  actions::CancelPayout cancel;
  actions::RequestPayout request;             // users'
  const actions::OperateReferrals referrals;  // operators'
  const actions::OperatePayouts desk;
  const actions::OperatorChanges changes;

  // Unlocks the rewards that are due, if any is.
  void unlock_due();
  // When the first pending reward is to be unlocked; nothing if there is none.
  std::optional<int64_t> micros_until_unlock();

  // Begins a step of up to `count_max` of the payouts that are due.
  void begin_due(uint32_t count_max);
  // Speaks to a rail about one attempt, any of those that are open. False: there is none.
  bool send_one();
  // Runs one task that waits for a thread of its own. False: there is none.
  bool run_slow_call();
  // When something is due that is not due yet; nothing if nothing ever will be.
  std::optional<base::Timestamp> next_due();
  bool is_idle() const {
    return writer.waiting() == 0 && slow_calls_.empty() && to_send_.empty() && busy_.empty();
  }

 private:
  using Name = std::pair<payouts::OwnerKey, payouts::PayoutNumber>;

  void begin(const store::DuePayout& due);
  void send(const actions::OpenAttempt& attempt);

  Dice& dice_;
  actions::DispatchPayouts dispatch_;
  const actions::UnlockRewards unlock_;
  std::deque<std::function<void()>> slow_calls_;
  std::vector<actions::OpenAttempt> to_send_;
  std::set<Name> busy_;
};

}  // namespace payoutd::sim
