// server/commands/audited_store.h: what a command changes, with its line in the audit log in the
// same transaction. Private to the commands.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/audit.h"
#include "base/clock.h"
#include "store/pass_through_store.h"

namespace payoutd::server {

// Names and values of what was asked. Never a secret.
using CommandDetail = std::vector<std::pair<std::string_view, std::string>>;

// Of the command `payoutd <name>`; `target` is the id that it was given, if any.
actions::AuditSubject command_subject(std::string_view name, std::string_view target,
                                      const CommandDetail& detail);

// What was asked for in several words.
std::string joined(const std::vector<std::string>& words);

// Every write that succeeds has the line, with the outcome 200.
class AuditedStore final : public store::PassThroughStore {
 public:
  AuditedStore(store::Store& real, const base::Clock& clock, actions::AuditSubject subject)
      : PassThroughStore(real), clock_(clock), subject_(std::move(subject)) {}

  void write_all(std::span<const store::Work> works, std::span<base::Status> results) override;

 private:
  const base::Clock& clock_;
  const actions::AuditSubject subject_;
};

}  // namespace payoutd::server
