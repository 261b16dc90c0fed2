#include "actions/record_outcome.h"

#include <algorithm>

#include "actions/move_payout.h"
#include "base/check.h"
#include "payouts/failure_code.h"

namespace payoutd::actions {
namespace {

using payouts::Attempt;
using payouts::AttemptState;
using payouts::Status;
using rails::Outcome;
using rails::OutcomeKind;

base::Timestamp after(base::Timestamp now, int64_t micros) {
  return {now.micros + micros};
}

// The wait doubles with each time that the rail was asked in vain.
int64_t backoff_micros(int64_t asks, const DispatchTimes& times) {
  int64_t wait = times.ask_first_micros;
  for (int64_t i = 0; i < asks && wait < times.ask_max_micros; ++i) wait *= 2;
  return std::min(wait, times.ask_max_micros);
}

class Recording {
 public:
  Recording(store::Transaction& transaction, store::StoredPayout stored, Attempt attempt,
            const DispatchTimes& times, base::Timestamp now)
      : transaction_(transaction),
        stored_(std::move(stored)),
        attempt_(std::move(attempt)),
        times_(times),
        now_(now) {}

  base::Result<Next> record(const Outcome& outcome, const rails::Capabilities& capabilities,
                            const payouts::Actor& mover);

 private:
  payouts::Actor rail() const { return {payouts::ActorType::rail, attempt_.rail}; }

  void keep(AttemptState state) {
    attempt_.state = state;
    attempt_.updated_at = now_;
    transaction_.put_attempt(stored_.owner, stored_.payout.number, attempt_);
  }

  base::Result<Next> move(const payouts::Move& move, std::optional<base::Timestamp> due_at) {
    auto moved = move_payout(transaction_, stored_, move, now_, due_at);
    if (!moved) return base::forward(std::move(moved));
    return Next::nothing;
  }

  // No move; only when to look again. No owner sees that, so no version is raised.
  Next look_again(base::Timestamp at) {
    stored_.due_at = at;
    transaction_.update_payout(stored_);
    return Next::nothing;
  }

  base::Timestamp next_ask(const Outcome& outcome) const {
    if (outcome.ask_again_at) return std::max(*outcome.ask_again_at, after(now_, 1));
    return after(now_, backoff_micros(attempt_.asks, times_));
  }

  base::Result<Next> on_its_way(const Outcome& outcome);
  base::Result<Next> never_received(const rails::Capabilities& capabilities);
  base::Result<Next> unknown();
  base::Result<Next> failed(std::string code, const Outcome& outcome);

  store::Transaction& transaction_;
  store::StoredPayout stored_;
  Attempt attempt_;
  const DispatchTimes& times_;
  const base::Timestamp now_;
};

base::Result<Next> Recording::record(const Outcome& outcome,
                                     const rails::Capabilities& capabilities,
                                     const payouts::Actor& mover) {
  switch (outcome.kind) {
    case OutcomeKind::accepted:
    case OutcomeKind::settling:
      return on_its_way(outcome);
    case OutcomeKind::settled:
      keep(AttemptState::settled);
      return move({.to = Status::completed,
                   .actor = rail(),
                   .message = outcome.message.empty() ? "Payout completed" : outcome.message,
                   .tx_hash = outcome.tx_hash},
                  {});
    case OutcomeKind::refused:
      return failed(outcome.failure_code, outcome);
    case OutcomeKind::needs_action:
      keep(AttemptState::needs_action);
      return move({.to = Status::action_required,
                   .actor = rail(),
                   .message = outcome.message.empty() ? "Action required" : outcome.message},
                  after(now_, times_.action_expiry_micros));
    case OutcomeKind::cancelled:
      // A rail that said that the money had left cannot say that nothing was sent; what is sure is
      // that nothing is on its way any more.
      if (stored_.payout.status == Status::settling) return failed("returned", outcome);
      keep(AttemptState::cancelled);
      return move(
          {.to = Status::cancelled,
           .actor = mover,
           .message = mover.type == payouts::ActorType::client ? "Payout cancelled by client"
                                                               : "Payout cancelled",
           .nothing_was_sent = true},
          {});
    case OutcomeKind::never_received:
      return never_received(capabilities);
    case OutcomeKind::unknown:
      return unknown();
  }
  base::fail_check("an outcome is one of eight", __FILE__, __LINE__);
}

base::Result<Next> Recording::on_its_way(const Outcome& outcome) {
  const bool news =
      attempt_.state != AttemptState::accepted ||
      (outcome.kind == OutcomeKind::settling && stored_.payout.status == Status::processing);
  attempt_.asks = news ? 0 : attempt_.asks + 1;
  const base::Timestamp at = next_ask(outcome);
  keep(AttemptState::accepted);
  if (outcome.kind == OutcomeKind::settling && stored_.payout.status == Status::processing) {
    return move({.to = Status::settling, .actor = rail(), .message = "Payout settling"}, at);
  }
  return look_again(at);
}

base::Result<Next> Recording::never_received(const rails::Capabilities& capabilities) {
  // What was accepted once cannot have never come, and what came long ago may be forgotten: such an
  // answer proves nothing.
  const bool may_be_forgotten =
      now_.micros - attempt_.created_at.micros >= capabilities.remembers_micros;
  if (attempt_.state == AttemptState::accepted || may_be_forgotten ||
      !capabilities.idempotent_submit) {
    return unknown();
  }
  ++attempt_.not_received;
  ++attempt_.submissions;
  attempt_.asks = 0;
  keep(AttemptState::sending);
  look_again(after(now_, times_.lease_micros));
  return Next::submit_again;
}

base::Result<Next> Recording::unknown() {
  const base::Timestamp at = after(now_, backoff_micros(attempt_.asks, times_));
  ++attempt_.asks;
  // What was known stays known.
  keep(attempt_.state == AttemptState::accepted ? AttemptState::accepted : AttemptState::unknown);
  return look_again(at);
}

base::Result<Next> Recording::failed(std::string code, const Outcome& outcome) {
  const payouts::FailureCode* const known = payouts::find_failure_code(code);
  if (known == nullptr) code = "other";
  std::string reason = outcome.message;
  if (reason.empty() && known != nullptr) reason = known->meaning;
  keep(AttemptState::refused);
  return move({.to = Status::failed,
               .actor = rail(),
               .message = "Payout failed",
               .failure_code = std::move(code),
               .failure_reason = std::move(reason)},
              {});
}

}  // namespace

base::Result<Next> record_outcome(store::Transaction& transaction, const AttemptName& name,
                                  const Outcome& outcome, const rails::Capabilities& capabilities,
                                  const payouts::Actor& mover, const DispatchTimes& times,
                                  base::Timestamp now) {
  auto stored = transaction.find_payout(name.owner, name.payout);
  base::check(stored.has_value(), "an attempt's payout exists");
  auto attempts = transaction.find_attempts(name.owner, name.payout);
  base::check(name.attempt >= 1 && name.attempt <= static_cast<int64_t>(attempts.size()),
              "an attempt is journalled before anything is submitted");
  Attempt& attempt = attempts[static_cast<size_t>(name.attempt) - 1];
  if (payouts::is_final(attempt.state)) return Next::nothing;
  return Recording(transaction, std::move(*stored), std::move(attempt), times, now)
      .record(outcome, capabilities, mover);
}

}  // namespace payoutd::actions
