#include "rails/sandbox/attempt.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::rails::sandbox {
namespace {

base::Timestamp later(base::Timestamp time, int64_t ms) {
  base::check(ms >= 0 && ms <= sandbox_ms_max, "the sandbox's times are within a year");
  return std::min(base::Timestamp{time.micros + ms * 1000}, base::end_of_time);
}

// How long it is accepted; then settles if it comes so far, or ends.
base::Timestamp accepted_until(Behaviour behaviour, const SandboxSettings& settings,
                               base::Timestamp received_at) {
  switch (behaviour) {
    case Behaviour::refuse:
      return received_at;
    case Behaviour::slow:
      return later(received_at, settings.slow_ms);
    case Behaviour::stuck:
      return base::end_of_time;
    case Behaviour::ok:
    case Behaviour::fail:
    case Behaviour::late_fail:
    case Behaviour::action_required:
    case Behaviour::lost_answer:
    case Behaviour::lost_request:
    case Behaviour::duplicate_answer:
    case Behaviour::no_cancel:
    case Behaviour::lost_cancel:
      return later(received_at, settings.accept_ms);
  }
  base::fail_check("a behaviour is one of twelve", __FILE__, __LINE__);
}

bool ends_without_settling(Behaviour behaviour) {
  return behaviour == Behaviour::refuse || behaviour == Behaviour::fail ||
         behaviour == Behaviour::action_required;
}

Outcome end_of(const AttemptKey& key, const Attempt& attempt) {
  if (attempt.scenario.failure != nullptr) {
    return {.kind = OutcomeKind::refused,
            .failure_code = std::string(attempt.scenario.failure->code),
            .message = std::string(attempt.scenario.failure->meaning)};
  }
  if (attempt.scenario.behaviour == Behaviour::action_required) {
    return {.kind = OutcomeKind::needs_action, .message = "The sandbox asks somebody to act."};
  }
  Outcome settled{.kind = OutcomeKind::settled};
  if (attempt.on_chain) settled.tx_hash = "sandbox_" + base::to_text(key.value);
  return settled;
}

}  // namespace

Attempt begin_attempt(const Scenario& scenario, const SandboxSettings& settings, bool on_chain,
                      base::Timestamp received_at) {
  Attempt attempt{.scenario = scenario, .received_at = received_at, .on_chain = on_chain};
  attempt.accepted_until = accepted_until(scenario.behaviour, settings, received_at);
  attempt.ends_at = ends_without_settling(scenario.behaviour)
                        ? attempt.accepted_until
                        : later(attempt.accepted_until, settings.settle_ms);
  attempt.told = stage_at(attempt, received_at);
  return attempt;
}

Stage stage_at(const Attempt& attempt, base::Timestamp now) {
  if (now < attempt.accepted_until) return Stage::accepted;
  return now < attempt.ends_at ? Stage::settling : Stage::ended;
}

bool can_be_cancelled(const Attempt& attempt, base::Timestamp now) {
  return !attempt.cancelled && attempt.scenario.behaviour != Behaviour::no_cancel &&
         stage_at(attempt, now) == Stage::accepted;
}

Outcome outcome_at(const AttemptKey& key, const Attempt& attempt, base::Timestamp now) {
  if (attempt.cancelled) return {.kind = OutcomeKind::cancelled};
  const auto next_change = [](base::Timestamp time) {
    return time == base::end_of_time ? std::nullopt : std::optional(time);
  };
  switch (stage_at(attempt, now)) {
    case Stage::accepted:
      return {.kind = OutcomeKind::accepted, .ask_again_at = next_change(attempt.accepted_until)};
    case Stage::settling:
      return {.kind = OutcomeKind::settling, .ask_again_at = next_change(attempt.ends_at)};
    case Stage::ended:
      return end_of(key, attempt);
  }
  base::fail_check("a stage is one of three", __FILE__, __LINE__);
}

bool is_told_late(const Attempt& attempt, base::Timestamp now) {
  return attempt.scenario.behaviour == Behaviour::duplicate_answer && !attempt.cancelled &&
         stage_at(attempt, now) > attempt.told;
}

Outcome late_outcome_at(const AttemptKey& key, const Attempt& attempt, base::Timestamp now) {
  const base::Timestamp change =
      stage_at(attempt, now) == Stage::ended ? attempt.ends_at : attempt.accepted_until;
  Outcome outcome = outcome_at(key, attempt, base::Timestamp{change.micros - 1});
  outcome.ask_again_at = now;  // the next answer is the true one
  return outcome;
}

}  // namespace payoutd::rails::sandbox
