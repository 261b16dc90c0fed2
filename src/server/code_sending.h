// server/code_sending.h: how sign-in codes leave this installation: by its mail server, or to the
// log if it has none.
#pragma once

#include <memory>
#include <optional>

#include "actions/code_sender.h"
#include "mail/outbox.h"
#include "mail/smtp_mailer.h"

namespace payoutd::server {

class CodeSending {
 public:
  // `clock` and `random` must outlive it.
  CodeSending(const mail::SmtpSettings& settings, const base::Clock& clock, base::Random& random);

  actions::CodeSender& sender() { return *sender_; }
  // Nothing without a mail server.
  std::optional<mail::Outbox::Counts> counts() const;

 private:
  std::unique_ptr<mail::SmtpMailer> mailer_;
  std::unique_ptr<mail::Outbox> outbox_;
  std::unique_ptr<actions::CodeSender> sender_;
};

}  // namespace payoutd::server
