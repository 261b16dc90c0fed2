// mail/message.h: a mail of plain text, and what a mail server is given for it (RFC 5322, RFC
// 2045).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/timestamp.h"
#include "base/uuid.h"

namespace payoutd::mail {

struct Message {
  std::string from{};  // an address; empty: the mailer's own
  std::string to;      // one address
  std::string subject;
  std::string body;  // UTF-8; its lines end in \n or \r\n
};

// something@something of at most 254 bytes (RFC 5321 §4.5.3.1.3), in UTF-8, without controls,
// blanks and what would have to be quoted. So it cannot end the line or the command that it stands
// in.
bool is_address(std::string_view text);

// What follows the last @; the part of an address that may be logged.
std::string_view domain_of(std::string_view address);

// Header fields, an empty line and the body, in lines of at most 998 bytes (as a rule 76) that end
// in CRLF. Lines that begin with a dot are as they are: doubling it is the transport's.
// `id` makes the Message-ID; it must be new for each mail. Always the same fields, one each,
// whatever the texts are. Refusals: `mail_address_invalid`, `mail_subject_invalid` (not UTF-8, or
// with a control, so also with a line break), `mail_body_invalid` (not UTF-8, or with a control
// that is no line break or tab).
base::Result<std::string> render(const Message& message, base::Timestamp sent_at,
                                 const base::Uuid& id);

}  // namespace payoutd::mail
