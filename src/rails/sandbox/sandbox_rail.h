// rails/sandbox/sandbox_rail.h: a pretend bank that does what the payout tells it to (scenario.h).
// It moves no money. Its outcomes follow from its book and the clock alone, and are told on time:
// `ask_again_at` is exactly when the next change is due.
#pragma once

#include "base/clock.h"
#include "rails/rail.h"
#include "rails/sandbox/book.h"

namespace payoutd::rails::sandbox {

class SandboxRail final : public Rail {
 public:
  // The book and the clock must outlive the rail. Several rails may share a book.
  SandboxRail(SandboxSettings settings, SandboxBook& book, const base::Clock& clock)
      : settings_(settings), book_(book), clock_(clock) {}

  Capabilities capabilities() const override {
    return {"sandbox", true, true, true, bank_remembers_days * int64_t{86'400'000'000}};
  }
  // The submission is in the book before this returns. Unknown, beside the scenarios that want it:
  // the book cannot be written; then the submission was not received.
  Outcome submit(const Instruction& instruction) override;
  Outcome ask(const AttemptKey& key) override;
  Outcome cancel(const AttemptKey& key) override;

 private:
  std::optional<BookEvent> receive(const Instruction& instruction, const BookContents& contents,
                                   Outcome& said) const;
  std::optional<BookEvent> tell(const AttemptKey& key, const BookContents& contents,
                                Outcome& said) const;
  std::optional<BookEvent> stop(const AttemptKey& key, const BookContents& contents,
                                Outcome& said) const;

  const SandboxSettings settings_;
  SandboxBook& book_;
  const base::Clock& clock_;
};

}  // namespace payoutd::rails::sandbox
