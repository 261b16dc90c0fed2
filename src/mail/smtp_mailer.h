// mail/smtp_mailer.h: mail by way of a mail server (SMTP, RFC 5321), through libcurl.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "mail/mailer.h"

namespace payoutd::mail {

enum class Tls {
  none,      // everything in the clear, the password too
  starttls,  // a server that does not offer STARTTLS (RFC 3207) is not spoken to any further
  tls,       // TLS from the first byte, as on port 465
};

struct SmtpSettings {
  std::string host;  // a name or an IP address; empty: there is no mail server
  uint16_t port = 587;
  Tls tls = Tls::starttls;
  std::string username;  // empty: nobody signs in
  base::Secret password;
  std::string from;  // the address of whoever sends, where a message names nobody
  int64_t timeout_ms = 10'000;
  std::string ca_file;  // PEM; trusted instead of the system's authorities unless empty
};

// One connection a mail. A certificate is always verified, and so is the name in it. Neither the
// password nor a mail's text is ever logged. send() takes at most about twice the timeout: once to
// hand the mail over, once to say goodbye. A server that refuses us before it has heard the address
// (a wrong password, a sender that it does not like) refuses nothing of the mail: that is
// `mail_unavailable`, for an operator to mend.
class SmtpMailer final : public Mailer {
 public:
  // `settings.host` and `settings.from` must be set. The others must outlive it.
  SmtpMailer(SmtpSettings settings, const base::Clock& clock, base::Random& random);

  base::Status send(const Message& message) override;

  // Does the server let us in? Speaks to it as send() does, TLS and password too, and sends no
  // mail. Errors: `mail_unavailable`.
  base::Status greet() const;

 private:
  const SmtpSettings settings_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace payoutd::mail
