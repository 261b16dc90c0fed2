// mail/scripted_mailer.h: a mailer that says what a test wants to hear, and remembers what it was
// told. For tests only.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "mail/mailer.h"

namespace payoutd::mail {

// Without a script it takes every mail. The script is set before anybody speaks to it; then it is
// safe from any thread if the script is.
class ScriptedMailer final : public Mailer {
 public:
  // Called after the mail was noted.
  std::function<base::Status(const Message&)> on_send;

  base::Status send(const Message& message) override {
    {
      const std::lock_guard lock(mutex_);
      told_.push_back(message);
    }
    return on_send ? on_send(message) : base::Status();
  }

  // Every mail that it was asked to send, as often as it was asked.
  std::vector<Message> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Message> told_;  // protected by mutex_
};

}  // namespace payoutd::mail
