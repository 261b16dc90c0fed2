#include "server/code_sending.h"

namespace payoutd::server {

CodeSending::CodeSending(const mail::SmtpSettings& settings, const base::Clock& clock,
                         base::Random& random) {
  if (settings.host.empty()) {
    sender_ = std::make_unique<actions::LogCodes>();
    return;
  }
  mailer_ = std::make_unique<mail::SmtpMailer>(settings, clock, random);
  outbox_ = std::make_unique<mail::Outbox>(*mailer_, clock);
  sender_ = std::make_unique<actions::MailCodes>(*outbox_);
}

std::optional<mail::Outbox::Counts> CodeSending::counts() const {
  if (outbox_ == nullptr) return std::nullopt;
  return outbox_->counts();
}

}  // namespace payoutd::server
