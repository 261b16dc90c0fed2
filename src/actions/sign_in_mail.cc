#include "actions/sign_in_mail.h"

namespace payoutd::actions {

SignInMail sign_in_mail(const base::Secret& code) {
  return {"Your sign-in code",
          "Your code to sign in:\n"
          "\n"
          "    " +
              std::string(code.reveal()) +
              "\n"
              "\n"
              "It works once, and for 10 minutes. Nobody of us will ever ask you for it.\n"
              "\n"
              "If you did not ask for it, ignore this mail: without the code nobody can\n"
              "sign in.\n"};
}

}  // namespace payoutd::actions
