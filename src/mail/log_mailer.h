// mail/log_mailer.h: the mailer of an installation without a mail server.
#pragma once

#include "base/log.h"
#include "mail/mailer.h"

namespace payoutd::mail {

// Writes each mail to the log, body and all, as a warning: whoever tries payoutd out signs in with
// the code that stands there. Never for an installation that has a mail server.
class LogMailer final : public Mailer {
 public:
  base::Status send(const Message& message) override {
    base::LogLine(base::LogLevel::warn, "mail_not_sent_no_smtp")
        .text("to", message.to)
        .text("body", message.body);
    return {};
  }
};

}  // namespace payoutd::mail
