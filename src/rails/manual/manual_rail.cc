#include "rails/manual/manual_rail.h"

namespace payoutd::rails::manual {

Outcome ManualRail::submit(const Instruction& /*instruction*/) {
  return {.kind = OutcomeKind::needs_action, .message = "A person sends this payout."};
}

Outcome ManualRail::ask(const AttemptKey& /*key*/) {
  return {.kind = OutcomeKind::never_received};
}

// Not `cancelled`: whether the person has sent it, this rail does not know.
Outcome ManualRail::cancel(const AttemptKey& /*key*/) {
  return {.kind = OutcomeKind::never_received};
}

}  // namespace payoutd::rails::manual
