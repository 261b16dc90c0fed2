#include "sim/plant.h"

#include <algorithm>
#include <iterator>

namespace payoutd::sim {
namespace {

constexpr PlantName plants[] = {
    {Plant::missing_void, "missing_void", "the money of a payout that failed is not given back"},
    {Plant::counted_twice, "counted_twice", "a completed payout is posted to the accounts twice"},
    {Plant::lost_micro, "lost_micro", "the fees that are stored are a millionth too small"},
    {Plant::silent_move, "silent_move", "a status changes without a row of history"},
    {Plant::forgotten, "forgotten", "a payout that settles is never looked at again"},
    {Plant::unjournalled, "unjournalled", "an attempt is sent that no commit has kept"},
    {Plant::replay_creates, "replay_creates", "a used idempotency key is not found"},
    {Plant::lost_savepoint, "lost_savepoint", "what a refused work had written stays"},
    {Plant::early_answer, "early_answer", "answers go out before the commit"},
    {Plant::blind_resubmit, "blind_resubmit",
     "after an unknown outcome the payout is sent under a new key"},
    {Plant::unknown_unsent, "unknown_unsent",
     "an unknown outcome is taken for one that sent nothing"},
    {Plant::hasty_completed, "hasty_completed",
     "what the rail has only accepted is taken for settled"},
    {Plant::false_cancel, "false_cancel",
     "a cancellation that the bank refused is taken for a good one"},
    {Plant::kept_rewards, "kept_rewards",
     "a payout that failed gives nothing back to the rewards that it took"},
    {Plant::double_reward, "double_reward", "a payment that is told again is rewarded again"},
    {Plant::silent_unlock, "silent_unlock", "a reward is unlocked without an entry"},
    {Plant::reversed_in_use, "reversed_in_use",
     "a reward is taken back whole while a payout holds part of it"},
    {Plant::newest_first, "newest_first", "payouts take of the newest rewards"},
    {Plant::lost_use, "lost_use",
     "of the rewards that a payout takes only the first is written down"},
    {Plant::covered_again, "covered_again", "an invoice that is covered is paid again"},
    {Plant::stale_tier, "stale_tier", "a tier change is answered and not stored"},
    {Plant::early_unlock, "early_unlock", "rewards are unlocked before their time"},
};

}  // namespace

std::span<const PlantName> all_plants() {
  return plants;
}

std::optional<Plant> parse_plant(std::string_view name) {
  const auto* const found = std::ranges::find(plants, name, &PlantName::name);
  if (found == std::end(plants)) return std::nullopt;
  return found->plant;
}

}  // namespace payoutd::sim
