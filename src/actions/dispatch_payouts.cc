#include "actions/dispatch_payouts.h"

#include <memory>

#include "actions/find_owner.h"
#include "actions/move_payout.h"
#include "base/check.h"
#include "base/log.h"

namespace payoutd::actions {
namespace {

using payouts::Attempt;
using payouts::Status;

payouts::Actor system() {
  return {payouts::ActorType::system, {}};
}

}  // namespace

base::Result<std::vector<store::DuePayout>> DispatchPayouts::find_due(uint32_t limit) const {
  std::vector<store::DuePayout> due;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    due = reads.find_due(clock_.now(), limit);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return due;
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
  if (!stored->due_at || *stored->due_at > now) return {};  // somebody was faster
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
      open.emplace(OpenAttempt{{due.owner, due.number, last.number},
                               rails_.find(last.rail),
                               instruction_of(transaction, *stored, last.key),
                               false});
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
  auto owner = transaction.change_owner(stored.owner);
  if (!owner) return base::forward(std::move(owner));
  stored.payout.version = (*owner)->version;
  stored.due_at = at;
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
  Attempt attempt;
  attempt.number = static_cast<int64_t>(before.size()) + 1;
  attempt.key = {ids_.next(now)};
  attempt.rail = rail.capabilities().name;
  attempt.created_at = now;
  attempt.updated_at = now;
  transaction.put_attempt(stored.owner, stored.payout.number, attempt);
  auto moved = move_payout(
      transaction, stored,
      {.to = Status::processing, .actor = system(), .message = "Payout handed to the rail"}, now,
      base::Timestamp{now.micros + times_.lease_micros});
  if (!moved) return base::forward(std::move(moved));
  open.emplace(OpenAttempt{{stored.owner, stored.payout.number, attempt.number},
                           &rail,
                           instruction_of(transaction, *moved, attempt.key),
                           true});
  return {};
}

rails::Instruction DispatchPayouts::instruction_of(store::Reads& reads,
                                                   const store::StoredPayout& stored,
                                                   const payouts::AttemptKey& key) const {
  rails::Instruction instruction{key, stored.payout, {}};
  const auto details = reads.find_details(stored.owner, stored.payout.number);
  if (details && !details->sealed_identifiers.empty()) {
    auto opened = base::unseal(details->sealed_identifiers, sealing_context(stored.payout.id.value),
                               seal_key_);
    if (opened) {
      instruction.identifiers = opened->reveal();
    } else {
      base::LogLine(base::LogLevel::error, "identifiers_unreadable")
          .text("payout", payouts::to_partner_text(stored.payout.id))
          .text("message", opened.error().message);
    }
  }
  return instruction;
}

void DispatchPayouts::send(const OpenAttempt& attempt, Sent done) {
  rails::Outcome outcome;
  rails::Capabilities capabilities;
  if (attempt.rail != nullptr) {
    capabilities = attempt.rail->capabilities();
    outcome = attempt.to_submit ? attempt.rail->submit(attempt.instruction)
                                : attempt.rail->ask(attempt.instruction.key);
  }
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
