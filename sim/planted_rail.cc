#include "sim/planted_rail.h"

namespace payoutd::sim {

using rails::Outcome;
using rails::OutcomeKind;

Outcome PlantedRail::submit(const rails::Instruction& instruction) {
  Outcome outcome = real_.submit(instruction);
  if (plant_ == Plant::blind_resubmit && outcome.kind == OutcomeKind::unknown) {
    rails::Instruction again = instruction;
    random_.fill(again.key.value.bytes);
    outcome = real_.submit(again);
  }
  if (plant_ == Plant::unknown_unsent && outcome.kind == OutcomeKind::unknown) {
    return {.kind = OutcomeKind::needs_action};
  }
  return hasten(std::move(outcome));
}

Outcome PlantedRail::cancel(const rails::AttemptKey& key) {
  Outcome outcome = real_.cancel(key);
  const bool goes_on =
      outcome.kind == OutcomeKind::accepted || outcome.kind == OutcomeKind::settling;
  if (plant_ == Plant::false_cancel && goes_on) return {.kind = OutcomeKind::cancelled};
  return outcome;
}

Outcome PlantedRail::hasten(Outcome outcome) const {
  if (plant_ == Plant::hasty_completed && outcome.kind == OutcomeKind::accepted) {
    return {.kind = OutcomeKind::settled};
  }
  return outcome;
}

}  // namespace payoutd::sim
