// sim/plant.h: bugs that can be planted into a run, to see that the auditor finds each.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace payoutd::sim {

enum class Plant {
  none,
  missing_void,     // the money of a payout that failed is not given back
  counted_twice,    // a payout that is completed is posted to the accounts twice
  lost_micro,       // the fees that are stored are a millionth too small
  silent_move,      // a status changes without a row of history
  forgotten,        // a payout that settles is never looked at again
  unjournalled,     // an attempt is sent that no commit has kept
  replay_creates,   // a used idempotency key is not found
  lost_savepoint,   // what a refused work had written stays
  early_answer,     // answers go out before the commit
  blind_resubmit,   // after an unknown outcome the payout is sent under a new key
  unknown_unsent,   // an unknown outcome is taken for one that sent nothing
  hasty_completed,  // what the rail has only accepted is taken for settled
  false_cancel,     // a cancellation that the bank refused is taken for a good one
  kept_rewards,     // a payout that failed gives nothing back to the rewards that it took
  double_reward,    // a payment that is told again is rewarded again
  silent_unlock,    // a reward is unlocked without an entry
  reversed_in_use,  // a reward is taken back whole while a payout holds part of it
  newest_first,     // payouts take of the newest rewards
  lost_use,         // of the rewards that a payout takes only the first is written down
  covered_again,    // an invoice that is covered is paid again
  stale_tier,       // a tier change is answered and not stored
  early_unlock,     // rewards are unlocked before their time
};

struct PlantName {
  Plant plant;
  std::string_view name;
  std::string_view what;  // one sentence
};

// All but none, in the order of the enum.
std::span<const PlantName> all_plants();
std::optional<Plant> parse_plant(std::string_view name);

}  // namespace payoutd::sim
