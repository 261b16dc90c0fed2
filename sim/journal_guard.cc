#include "sim/journal_guard.h"

#include <algorithm>

namespace payoutd::sim {

rails::Outcome JournalGuard::submit(const rails::Instruction& instruction) {
  if (!is_journalled(instruction)) {
    breaches_.tell("payout " + payouts::to_partner_text(instruction.payout.id) +
                   " is submitted under a key that is not in the journal");
  }
  return bank_.submit(instruction);
}

bool JournalGuard::is_journalled(const rails::Instruction& instruction) {
  bool found = false;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    const auto stored = reads.find_payout(instruction.payout.id);
    if (!stored) return {};
    const auto attempts = reads.find_attempts(stored->owner, stored->payout.number);
    found = std::ranges::any_of(
        attempts, [&](const payouts::Attempt& each) { return each.key == instruction.key; });
    return {};
  });
  return read && found;
}

}  // namespace payoutd::sim
