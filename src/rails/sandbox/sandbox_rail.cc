#include "rails/sandbox/sandbox_rail.h"

#include <utility>

namespace payoutd::rails::sandbox {
namespace {

Outcome no_answer(std::string why) {
  return {.kind = OutcomeKind::unknown, .message = std::move(why)};
}

Outcome lost() {
  return no_answer("The sandbox's answer was lost.");
}

// What the book's writing came to, and what was to be said if it went well.
Outcome answer(const base::Status& written, Outcome said) {
  return written ? std::move(said) : no_answer(written.error().message);
}

bool happens_once(Behaviour behaviour) {
  return behaviour == Behaviour::action_required || behaviour == Behaviour::lost_request;
}

}  // namespace

Outcome SandboxRail::submit(const Instruction& instruction) {
  Outcome said;
  const auto written = book_.write(
      [&](const BookContents& contents) { return receive(instruction, contents, said); });
  return answer(written, std::move(said));
}

Outcome SandboxRail::ask(const AttemptKey& key) {
  Outcome said;
  const auto written =
      book_.write([&](const BookContents& contents) { return tell(key, contents, said); });
  return answer(written, std::move(said));
}

Outcome SandboxRail::cancel(const AttemptKey& key) {
  Outcome said;
  const auto written =
      book_.write([&](const BookContents& contents) { return stop(key, contents, said); });
  return answer(written, std::move(said));
}

std::optional<BookEvent> SandboxRail::receive(const Instruction& instruction,
                                              const BookContents& contents, Outcome& said) const {
  const payouts::Payout& payout = instruction.payout;
  BookEvent event{.at = clock_.now(), .key = instruction.key};
  event.submission = Submission{payout.id, payout.amount};
  if (const Attempt* known = contents.find(instruction.key)) {
    event.kind = EventKind::repeated;
    said = outcome_at(instruction.key, *known, event.at);
    return event;
  }
  Scenario scenario = choose_scenario(payout);
  if (happens_once(scenario.behaviour) && contents.was_tried(payout.id)) scenario = Scenario();
  if (scenario.behaviour == Behaviour::lost_request) {
    event.kind = EventKind::lost;
    said = lost();
    return event;
  }
  event.attempt = begin_attempt(scenario, settings_, !payout.network.empty(), event.at);
  said = scenario.behaviour == Behaviour::lost_answer
             ? lost()
             : outcome_at(instruction.key, *event.attempt, event.at);
  return event;
}

std::optional<BookEvent> SandboxRail::tell(const AttemptKey& key, const BookContents& contents,
                                           Outcome& said) const {
  const Attempt* attempt = contents.find(key);
  if (attempt == nullptr) {
    said.kind = OutcomeKind::never_received;
    return std::nullopt;
  }
  const base::Timestamp now = clock_.now();
  if (!is_told_late(*attempt, now)) {
    said = outcome_at(key, *attempt, now);
    return std::nullopt;
  }
  said = late_outcome_at(key, *attempt, now);
  return BookEvent{.kind = EventKind::told, .at = now, .key = key};
}

std::optional<BookEvent> SandboxRail::stop(const AttemptKey& key, const BookContents& contents,
                                           Outcome& said) const {
  const Attempt* attempt = contents.find(key);
  if (attempt == nullptr || attempt->cancelled) return tell(key, contents, said);
  const bool answer_is_lost = attempt->scenario.behaviour == Behaviour::lost_cancel;
  const base::Timestamp now = clock_.now();
  if (!can_be_cancelled(*attempt, now)) {
    if (!answer_is_lost) return tell(key, contents, said);
    said = lost();
    return std::nullopt;
  }
  said = answer_is_lost ? lost() : Outcome{.kind = OutcomeKind::cancelled};
  return BookEvent{.kind = EventKind::cancelled, .at = now, .key = key};
}

}  // namespace payoutd::rails::sandbox
