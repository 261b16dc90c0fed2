#include "actions/dispatch_payouts.h"

#include <algorithm>
#include <memory>

#include "actions/derived_id.h"
#include "actions/move_payout.h"
#include "base/check.h"
#include "base/log.h"

namespace payoutd::actions {
namespace {

using payouts::Attempt;
using payouts::Status;

// Follows from the payout and the attempt's number: whoever begins this attempt, also once more
// after the database was put back to a copy from before, uses the key that the rail knows already.
payouts::AttemptKey attempt_key(const payouts::Payout& payout, int64_t attempt) {
  return {derived_id(payout.created_at,
                     base::to_text(payout.id.value) + ":attempt:" + std::to_string(attempt))};
}

void log_unreadable(const store::StoredPayout& stored, const base::Error& error) {
  base::LogLine(base::LogLevel::error, "identifiers_unreadable")
      .text("payout", payouts::to_partner_text(stored.payout.id))
      .text("message", error.message);
}

void log_unknown(const OpenAttempt& attempt, const rails::Outcome& outcome) {
  base::LogLine(base::LogLevel::warn, "outcome_unknown")
      .text("payout", payouts::to_partner_text(attempt.instruction.payout.id))
      .text("attempt", base::to_text(attempt.instruction.key.value))
      .text("message", outcome.message);
}

payouts::Actor system() {
  return {payouts::ActorType::system, {}};
}

}  // namespace

base::Result<std::vector<store::DuePayout>> DispatchPayouts::find_due(
    const LimitOf& limit_of) const {
  std::vector<store::DuePayout> all;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    for (const Status status : payouts::all_statuses) {
      if (is_final(status)) continue;
      const auto due = reads.find_due(status, clock_.now(), limit_of(status));
      all.insert(all.end(), due.begin(), due.end());
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& two) { return one.due_at < two.due_at; });
  return all;
}

base::Result<std::optional<base::Timestamp>> DispatchPayouts::next_due(base::Timestamp time) const {
  std::optional<base::Timestamp> next;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    next = reads.next_due(time);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return next;
}

void DispatchPayouts::step(const store::DuePayout& due, Stepped done) {
  auto open = std::make_shared<std::optional<OpenAttempt>>();
  writer_.submit(
      [this, due, open](store::Transaction& transaction) {
        open->reset();
        return run_step(transaction, due, *open);
      },
      [open, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(*open));
      });
}

base::Status DispatchPayouts::run_step(store::Transaction& transaction, const store::DuePayout& due,
                                       std::optional<OpenAttempt>& open) {
  const auto stored = transaction.find_payout(due.owner, due.number);
  base::check(stored.has_value(), "a due payout exists");
  const base::Timestamp now = clock_.now();
  // Somebody was faster. What it takes now may be more than whoever found it has room for: queueing
  // takes the store, sending takes as long as a rail hangs.
  if (stored->payout.status != due.status) return {};
  if (!stored->due_at || *stored->due_at > now) return {};
  switch (stored->payout.status) {
    case Status::created:
    case Status::queued: {
      auto owner = transaction.change_owner(due.owner);
      if (!owner) return base::forward(std::move(owner));
      rails::Rail& rail = rails_.of((*owner)->mode, stored->payout);
      return send_or_queue(transaction, *stored, rail, open);
    }
    case Status::processing:
    case Status::settling: {
      const auto attempts = transaction.find_attempts(due.owner, due.number);
      base::check(!attempts.empty(), "what is being processed has an attempt");
      const Attempt& last = attempts.back();
      auto instruction = instruction_of(transaction, *stored);
      if (!instruction) log_unreadable(*stored, instruction.error());
      open.emplace(OpenAttempt{{due.owner, due.number, last.number},
                               rails_.find(last.rail),
                               instruction.value_or(rails::Instruction{{}, stored->payout, {}}),
                               false,
                               instruction.has_value()});
      open->instruction.key = last.key;
      return {};
    }
    case Status::action_required:
      return expire(transaction, *stored, "Payout expired: no action was taken");
    case Status::completed:
    case Status::failed:
    case Status::cancelled:
    case Status::expired:
      break;
  }
  base::fail_check("a payout that is over is never due", __FILE__, __LINE__);
}

base::Status DispatchPayouts::send_or_queue(store::Transaction& transaction,
                                            const store::StoredPayout& stored, rails::Rail& rail,
                                            std::optional<OpenAttempt>& open) {
  const base::Timestamp now = clock_.now();
  if (unsent_expiry(stored.payout) <= now) {
    return expire(transaction, stored, "Payout expired before it was sent");
  }
  const bool automatic = rail.capabilities().automatic;
  if (stored.payout.status == Status::queued) {
    // A person's queue holds it until it expires; the settings may have changed since then.
    return automatic ? begin_attempt(transaction, stored, rail, open)
                     : look_again(transaction, stored, unsent_expiry(stored.payout));
  }
  auto moved = move_payout(transaction, stored,
                           {.to = Status::queued, .actor = system(), .message = "Payout queued"},
                           now, automatic ? now : unsent_expiry(stored.payout));
  return moved ? base::Status() : base::forward(std::move(moved));
}

base::Status DispatchPayouts::look_again(store::Transaction& transaction,
                                         store::StoredPayout stored, base::Timestamp at) {
  stored.due_at = at;  // no owner sees it: no version is raised
  transaction.update_payout(stored);
  return {};
}

base::Status DispatchPayouts::expire(store::Transaction& transaction,
                                     const store::StoredPayout& stored, const char* message) {
  auto moved =
      move_payout(transaction, stored,
                  {.to = Status::expired, .actor = system(), .message = message}, clock_.now(), {});
  return moved ? base::Status() : base::forward(std::move(moved));
}

base::Status DispatchPayouts::begin_attempt(store::Transaction& transaction,
                                            const store::StoredPayout& stored, rails::Rail& rail,
                                            std::optional<OpenAttempt>& open) {
  const base::Timestamp now = clock_.now();
  const auto before = transaction.find_attempts(stored.owner, stored.payout.number);
  base::check(before.empty() || payouts::is_final(before.back().state),
              "there is no other attempt while one is open");
  auto instruction = instruction_of(transaction, stored);
  if (!instruction) {
    log_unreadable(stored, instruction.error());
    return look_again(transaction, stored, {now.micros + times_.ask_max_micros});
  }
  Attempt attempt;
  attempt.number = static_cast<int64_t>(before.size()) + 1;
  attempt.key = attempt_key(stored.payout, attempt.number);
  attempt.rail = rail.capabilities().name;
  attempt.created_at = now;
  attempt.updated_at = now;
  instruction->key = attempt.key;
  transaction.put_attempt(stored.owner, stored.payout.number, attempt);
  auto moved = move_payout(
      transaction, stored,
      {.to = Status::processing, .actor = system(), .message = "Payout handed to the rail"}, now,
      base::Timestamp{now.micros + times_.lease_micros});
  if (!moved) return base::forward(std::move(moved));
  open.emplace(OpenAttempt{{stored.owner, stored.payout.number, attempt.number},
                           &rail,
                           std::move(*instruction),
                           true,
                           true});
  return {};
}

base::Result<rails::Instruction> DispatchPayouts::instruction_of(
    store::Reads& reads, const store::StoredPayout& stored) const {
  rails::Instruction instruction{{}, stored.payout, {}};
  const auto details = reads.find_details(stored.owner, stored.payout.number);
  if (!details || details->sealed_identifiers.empty()) return instruction;
  auto opened =
      base::unseal(details->sealed_identifiers, sealing_context(stored.payout.id.value), seal_key_);
  if (!opened) return base::forward(std::move(opened));
  instruction.identifiers = opened->reveal();
  return instruction;
}

void DispatchPayouts::send(const OpenAttempt& attempt, Sent done) {
  rails::Outcome outcome;
  rails::Capabilities capabilities;
  if (attempt.rail != nullptr) {
    capabilities = attempt.rail->capabilities();
    outcome = attempt.to_submit ? attempt.rail->submit(attempt.instruction)
                                : attempt.rail->ask(attempt.instruction.key);
  } else {
    outcome.message = "there is no such rail any more";
  }
  // Without all that the rail must be told it cannot be told once more.
  if (outcome.kind == rails::OutcomeKind::never_received && !attempt.may_submit) {
    outcome.kind = rails::OutcomeKind::unknown;
  }
  if (outcome.kind == rails::OutcomeKind::unknown) log_unknown(attempt, outcome);
  auto next = std::make_shared<Next>(Next::nothing);
  writer_.submit(
      [this, name = attempt.name, outcome, capabilities, next](store::Transaction& transaction) {
        auto recorded = record_outcome(transaction, name, outcome, capabilities, system(), times_,
                                       clock_.now());
        if (!recorded) return base::Status(base::forward(std::move(recorded)));
        *next = *recorded;
        return base::Status();
      },
      [next, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(*next == Next::submit_again);
      });
}

}  // namespace payoutd::actions
