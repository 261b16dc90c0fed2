// actions/audited_call.h: one call of an operator, whose line is in the audit log before anybody is
// told what became of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "actions/audit.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// Used by one thread at a time. `writer` and `clock` must outlive it and what it was given.
class AuditedCall : public std::enable_shared_from_this<AuditedCall> {
 public:
  using Done = std::function<void(base::Status)>;
  // What a call changes; gives the status that will be answered if it happens.
  using Work = std::function<base::Result<int64_t>(store::Transaction&)>;

  AuditedCall(store::Writer& writer, const base::Clock& clock, AuditSubject subject)
      : writer_(writer), clock_(clock), subject_(std::move(subject)) {}

  // Runs `work`, and in the same transaction writes the line that says so. What is refused happens
  // not at all, and has no line yet: note() writes that of its answer.
  void change(Work work, Done done);

  // Before an answer is given: its line is written, unless change() has written it. With an error
  // there is none, and nobody may be told anything but that.
  void note(int64_t outcome, Done done);

 private:
  store::Writer& writer_;
  const base::Clock& clock_;
  const AuditSubject subject_;
  std::optional<int64_t> written_;  // the outcome that is in the log
};

}  // namespace payoutd::actions
