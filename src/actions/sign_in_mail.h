// actions/sign_in_mail.h: the mail that a code goes out with. Pure.
#pragma once

#include <string>

#include "base/secret.h"

namespace payoutd::actions {

struct SignInMail {
  std::string subject;  // one line; not the code, which a locked screen would show
  std::string body;     // plain text, lines end in "\n" and have at most 76 characters
};

SignInMail sign_in_mail(const base::Secret& code);

}  // namespace payoutd::actions
