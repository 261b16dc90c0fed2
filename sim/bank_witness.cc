#include "sim/bank_witness.h"

#include <optional>

namespace payoutd::sim {

base::Status BankWitness::write(const Decide& decide) {
  std::optional<sandbox::BookEvent> written;
  auto status = book_.write(
      [&](const sandbox::BookContents& contents) { return written = decide(contents); });
  if (status && written) note(*written);
  return status;
}

BankWitness::Paid BankWitness::paid(const payouts::PayoutId& payout) const {
  Paid paid;
  const auto found = payouts_.find(payout.value);
  if (found == payouts_.end()) return paid;
  for (const Received& each : found->second) {
    if (!each.pays || each.cancelled || each.ends_at == base::end_of_time) continue;
    ++paid.in_the_end;
    if (each.ends_at <= clock_.now()) ++paid.so_far;
  }
  return paid;
}

void BankWitness::expect_unpaid(const payouts::PayoutId& payout) {
  must_not_be_paid_[payout.value] = true;
}

void BankWitness::note(const sandbox::BookEvent& event) {
  switch (event.kind) {
    case sandbox::EventKind::first:
      return note_first(event);
    case sandbox::EventKind::repeated:
      ++repeated_;
      return;
    case sandbox::EventKind::lost:
      ++lost_;
      return;
    case sandbox::EventKind::cancelled:
      ++cancelled_;
      for (Received& each : payouts_[payout_of_key_[event.key.value]]) {
        if (each.key == event.key) each.cancelled = true;
      }
      return;
    case sandbox::EventKind::told:
      return;
  }
}

void BankWitness::note_first(const sandbox::BookEvent& event) {
  ++received_;
  const payouts::PayoutId payout = event.submission->payout_id;
  const std::string name = "payout " + payouts::to_partner_text(payout);
  std::vector<Received>& all = payouts_[payout.value];
  for (const Received& before : all) {
    const bool stopped = before.needs_action && before.ends_at <= event.at;
    if (!stopped && !before.cancelled) {
      breaches_.tell(name + " reached the bank under a second key while the first was alive");
    }
  }
  if (must_not_be_paid_.contains(payout.value)) {
    breaches_.tell(name + " reached the bank after it was said to be over");
  }
  const sandbox::Attempt& attempt = *event.attempt;
  const bool stops = attempt.scenario.behaviour == sandbox::Behaviour::action_required;
  const bool fails = attempt.scenario.failure != nullptr;
  all.push_back({event.key, attempt.ends_at, !stops && !fails, stops, false});
  payout_of_key_[event.key.value] = payout.value;
}

}  // namespace payoutd::sim
