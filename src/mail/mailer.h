// mail/mailer.h: how a mail leaves.
#pragma once

#include "base/result.h"
#include "mail/message.h"

namespace payoutd::mail {

// Safe from any thread.
class Mailer {
 public:
  virtual ~Mailer() = default;
  // Returns when the mail is handed over, or is not; that may take as long as a mail server likes:
  // whoever answers requests puts mails in an Outbox. Refusals: `mail_refused` (the server will not
  // take mail for this address), and those of render(). `mail_unavailable`: it may take it later,
  // could not be reached, or did not answer; in the last case it may have taken the mail all the
  // same, and sending it again gives a second copy.
  virtual base::Status send(const Message& message) = 0;
};

}  // namespace payoutd::mail
