// actions/code_sender.h: how a sign-in code reaches its user.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "base/timestamp.h"
#include "mail/outbox.h"

namespace payoutd::actions {

class CodeSender {
 public:
  virtual ~CodeSender() = default;
  // Hands the code over to be sent later: quick, and safe from any thread. `email` is normalised;
  // after `useful_until` the code opens nothing any more. An error: it will not be sent; the user
  // can only ask again.
  virtual base::Status send(const std::string& email, const base::Secret& code,
                            base::Timestamp useful_until) = 0;
};

// For an installation without a mail server: a line in the log, `sign_in_code`.
class LogCodes final : public CodeSender {
 public:
  base::Status send(const std::string& email, const base::Secret& code,
                    base::Timestamp useful_until) override;
};

// For an installation with one. `outbox` must outlive it.
class MailCodes final : public CodeSender {
 public:
  explicit MailCodes(mail::Outbox& outbox) : outbox_(outbox) {}
  base::Status send(const std::string& email, const base::Secret& code,
                    base::Timestamp useful_until) override;

 private:
  mail::Outbox& outbox_;
};

}  // namespace payoutd::actions
