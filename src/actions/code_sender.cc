#include "actions/code_sender.h"

#include "base/log.h"

namespace payoutd::actions {

base::Status LogCodes::send(const std::string& email, const base::Secret& code,
                            base::Timestamp /*useful_until*/) {
  base::LogLine(base::LogLevel::warn, "sign_in_code")
      .text("email", email)
      .text("code", code.reveal());
  return {};
}

}  // namespace payoutd::actions
