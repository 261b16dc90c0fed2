#include "actions/cancel_payout.h"

#include <memory>

#include "actions/move_payout.h"

namespace payoutd::actions {
namespace {

using payouts::Status;

base::Status not_cancellable() {
  return base::refused("not_cancellable", "payout cannot be cancelled in current status");
}

}  // namespace

struct CancelPayout::Job {
  std::shared_ptr<void> in_flight;
  Caller caller;
  payouts::PayoutId id;
  Done done;
  std::optional<WholePayout> cancelled;
  // If a rail must be asked first.
  AttemptName attempt;
  payouts::AttemptKey key;
  rails::Rail* rail = nullptr;

  payouts::Actor actor() const { return {payouts::ActorType::client, caller.api_key}; }
};

void CancelPayout::run(const Caller& caller, const payouts::PayoutId& id, Done done) {
  auto job =
      std::make_shared<Job>(Job{jobs_.enter(), caller, id, std::move(done), {}, {}, {}, nullptr});
  writer_.submit(
      [this, job](store::Transaction& transaction) {
        return cancel_or_find_attempt(transaction, *job);
      },
      [this, job](base::Status written) {
        if (!written) return job->done(tl::unexpected(std::move(written).error()));
        if (job->cancelled) return job->done(std::move(*job->cancelled));
        slow_call_([this, job] { ask_rail(job); });
      });
}

base::Status CancelPayout::cancel_or_find_attempt(store::Transaction& transaction, Job& job) {
  // It may run twice, and the payout may have moved in between.
  job.cancelled.reset();
  job.rail = nullptr;
  auto stored = transaction.find_payout(job.caller.owner, job.id);
  if (!stored) return base::refused("payout_not_found", "there is no such payout");
  if (stored->payout.imported || payouts::is_final(stored->payout.status)) {
    return not_cancellable();
  }
  if (stored->payout.status == Status::processing) {
    const auto attempts = transaction.find_attempts(job.caller.owner, stored->payout.number);
    // Then a person has it in hand, and what a rail said before is no more the last word.
    if (attempts.empty() || payouts::is_final(attempts.back().state)) return not_cancellable();
    job.attempt = {job.caller.owner, stored->payout.number, attempts.back().number};
    job.key = attempts.back().key;
    job.rail = rails_.find(attempts.back().rail);
    return job.rail != nullptr ? base::Status() : not_cancellable();
  }
  auto moved = move_payout(
      transaction, *stored,
      {.to = Status::cancelled, .actor = job.actor(), .message = "Payout cancelled by client"},
      clock_.now(), {});
  if (!moved) return not_cancellable();
  job.cancelled.emplace(read_whole(transaction, std::move(*moved)));
  return {};
}

void CancelPayout::ask_rail(const std::shared_ptr<Job>& job) {
  const rails::Outcome outcome = job->rail->cancel(job->key);
  if (outcome.kind == rails::OutcomeKind::unknown) {
    return job->done(base::unavailable(
        "rail_unavailable", "the rail has not said whether the payout was sent; try again"));
  }
  writer_.submit(
      [this, job, outcome](store::Transaction& transaction) -> base::Status {
        // What it says otherwise, and that it does not have the attempt (which may still be on its
        // way to it), the dispatcher will hear in its turn.
        if (outcome.kind != rails::OutcomeKind::cancelled) return not_cancellable();
        auto recorded =
            record_outcome(transaction, job->attempt, outcome, job->rail->capabilities(),
                           job->actor(), times_, clock_.now());
        if (!recorded) return base::forward(std::move(recorded));
        auto stored = transaction.find_payout(job->caller.owner, job->id);
        if (!stored || stored->payout.status != Status::cancelled) return not_cancellable();
        job->cancelled.emplace(read_whole(transaction, std::move(*stored)));
        return {};
      },
      [job](base::Status written) {
        if (!written && base::may_retry(written.error())) {
          // The rail has stopped it; the dispatcher will hear that in its turn.
          return job->done(base::unavailable("rail_unavailable", written.error().message));
        }
        if (!written) return job->done(tl::unexpected(std::move(written).error()));
        job->done(std::move(*job->cancelled));
      });
}

}  // namespace payoutd::actions
