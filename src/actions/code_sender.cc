#include "actions/code_sender.h"

#include <utility>

#include "actions/sign_in_mail.h"
#include "base/log.h"

namespace payoutd::actions {

base::Status LogCodes::send(const std::string& email, const base::Secret& code,
                            base::Timestamp /*useful_until*/) {
  base::LogLine(base::LogLevel::warn, "sign_in_code")
      .text("email", email)
      .text("code", code.reveal());
  return {};
}

base::Status MailCodes::send(const std::string& email, const base::Secret& code,
                             base::Timestamp useful_until) {
  SignInMail mail = sign_in_mail(code);
  return outbox_.post(
      {.to = email, .subject = std::move(mail.subject), .body = std::move(mail.body)},
      useful_until);
}

}  // namespace payoutd::actions
