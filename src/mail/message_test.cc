#include "mail/message.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::mail {
namespace {

constexpr base::Timestamp sent_at{1705314600'999999};  // 2024-01-15T10:30:00Z, a Monday

base::Uuid an_id() {
  return *base::parse_uuid("01234567-89ab-7def-8123-456789abcdef");
}

base::Result<std::string> rendered(const Message& message) {
  return render(message, sent_at, an_id());
}

Message a_message() {
  return {.from = "pay@example.com",
          .to = "ada@example.org",
          .subject = "Your code",
          .body = "It is 123456.\n"};
}

std::string head_of(const std::string& text) {
  return text.substr(0, text.find("\r\n\r\n") + 2);
}

std::string body_of(const std::string& text) {
  return text.substr(text.find("\r\n\r\n") + 4);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find("\r\n", begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 2;
  }
  return lines;
}

std::string subject_of(const std::string& subject) {
  Message message = a_message();
  message.subject = subject;
  const std::string head = head_of(*rendered(message));
  const size_t begin = head.find("Subject: ") + 9;
  return head.substr(begin, head.find("\r\nAuto-Submitted: ") - begin);
}

std::string body_rendered(const std::string& body) {
  Message message = a_message();
  message.body = body;
  return body_of(*rendered(message));
}

// What a reader makes of it (RFC 2045 §6.7).
std::string decoded(std::string_view quoted) {
  std::string text;
  for (size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '=') {
      text += quoted[i];
    } else if (quoted.substr(i + 1, 2) == "\r\n") {
      i += 2;
    } else {
      constexpr std::string_view hex = "0123456789ABCDEF";
      text += static_cast<char>(hex.find(quoted[i + 1]) * 16 + hex.find(quoted[i + 2]));
      i += 2;
    }
  }
  return text;
}

TEST(Message, is_rendered_as_rfc_5322_says) {
  EXPECT_EQ(rendered(a_message()).value(),
            "Date: Mon, 15 Jan 2024 10:30:00 +0000\r\n"
            "From: pay@example.com\r\n"
            "To: ada@example.org\r\n"
            "Message-ID: <01234567-89ab-7def-8123-456789abcdef@example.com>\r\n"
            "Subject: Your code\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "It is 123456.\r\n");
}

TEST(Message, dates_are_those_of_mails) {
  const struct {
    const char* time;
    const char* date;
  } rows[] = {
      {"1970-01-01T00:00:00Z", "Date: Thu, 01 Jan 1970 00:00:00 +0000"},
      {"2024-02-29T23:59:59.9Z", "Date: Thu, 29 Feb 2024 23:59:59 +0000"},
      {"2026-12-06T09:08:07Z", "Date: Sun, 06 Dec 2026 09:08:07 +0000"},
      {"1969-12-31T23:59:59.5Z", "Date: Wed, 31 Dec 1969 23:59:59 +0000"},
  };
  for (const auto& row : rows) {
    const auto text = render(a_message(), *base::parse_rfc3339(row.time), an_id());
    EXPECT_EQ(lines_of(*text).front(), row.date);
  }
}

TEST(Message, a_subject_beyond_ascii_is_encoded) {
  const struct {
    std::string subject;
    std::string field;
  } rows[] = {
      {"", ""},
      {"Code: 12 (new)", "Code: 12 (new)"},
      {"Grüße", "=?utf-8?B?R3LDvMOfZQ==?="},
      // What looks encoded would be decoded.
      {"=?utf-8?B?YQ==?=", "=?utf-8?B?PT91dGYtOD9CP1lRPT0/PQ==?="},
      {" blank", "=?utf-8?B?IGJsYW5r?="},
      {"blank ", "=?utf-8?B?Ymxhbmsg?="},
      {std::string(67, 'a'), std::string(67, 'a')},
      // 76 columns with the field's name; one more is folded.
      {std::string(68, 'a'),
       "=?utf-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh?=\r\n"
       " =?utf-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=?="},
      // 20 letters of two bytes: the 39th byte is the first half of a letter.
      {"äääääääääääääääääääää",
       "=?utf-8?B?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6Q=?=\r\n"
       " =?utf-8?B?w6TDpA==?="},
  };
  for (const auto& row : rows) EXPECT_EQ(subject_of(row.subject), row.field) << row.subject;
}

TEST(Message, a_body_is_quoted_printable) {
  const std::string a75(75, 'a');
  const struct {
    std::string body;
    std::string quoted;
  } rows[] = {
      {"", ""},
      {"a", "a\r\n"},
      {"a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd\r\n"},
      {"\n\na\n", "\r\n\r\na\r\n"},
      {"1 = 1", "1 =3D 1\r\n"},
      {"a \nb\t\nc ", "a=20\r\nb=09\r\nc=20\r\n"},
      {"a\tb c", "a\tb c\r\n"},
      {"é", "=C3=A9\r\n"},
      {".\n.a\n", ".\r\n.a\r\n"},
      {a75, a75 + "\r\n"},
      {a75 + "b", a75 + "=\r\nb\r\n"},
      {std::string(74, 'a') + "é", std::string(74, 'a') + "=\r\n=C3=A9\r\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(body_rendered(row.body), row.quoted) << row.body;
}

TEST(Message, what_is_no_address_is_refused) {
  const std::string long_name(243, 'a');
  for (const std::string& good : {std::string("a@b"), std::string("ada.l+x@mail.example.org"),
                                  std::string("ünï@exämple.de"), long_name + "@example.or"}) {
    EXPECT_TRUE(is_address(good)) << good;
  }
  for (const std::string& bad :
       {std::string(),         std::string("ada"),         std::string("@example.org"),
        std::string("ada@"),   std::string("a@b@c"),       std::string("a b@c"),
        std::string("<a@b>"),  std::string("a@b>"),        std::string("a@b, c@d"),
        std::string("a@b;"),   std::string("\"a\"@b"),     std::string("a@b\r\nBcc:c@d"),
        std::string("a@b\n"),  std::string("a@b\r"),       std::string("a@b\0", 4),
        std::string("a@b\t"),  std::string("a@b\x7f"),     std::string("a@\xc2\x85"),
        std::string("a@\xff"), std::string("a@[1.2.3.4]"), long_name + "@example.org"}) {
    EXPECT_FALSE(is_address(bad)) << bad;
    for (std::string Message::*place : {&Message::from, &Message::to}) {
      Message message = a_message();
      message.*place = bad;
      const auto text = rendered(message);
      ASSERT_FALSE(text) << bad;
      EXPECT_EQ(text.error().reason, "mail_address_invalid");
      EXPECT_EQ(text.error().kind, base::ErrorKind::refused);
    }
  }
}

TEST(Message, a_subject_cannot_end_its_line) {
  for (const std::string& bad : {std::string("a\nBcc: b@c"), std::string("a\r\nBcc: b@c"),
                                 std::string("a\rb"), std::string("a\0b", 3), std::string("a\tb"),
                                 std::string("a\xc2\x85z"), std::string("a\xff")}) {
    Message message = a_message();
    message.subject = bad;
    const auto text = rendered(message);
    ASSERT_FALSE(text) << bad;
    EXPECT_EQ(text.error().reason, "mail_subject_invalid");
  }
}

TEST(Message, a_body_is_text) {
  for (const std::string& bad : {std::string("a\0b", 3), std::string("\x1b[1m"),
                                 std::string("\xff"), std::string("\xc2\x85")}) {
    Message message = a_message();
    message.body = bad;
    const auto text = rendered(message);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().reason, "mail_body_invalid");
  }
}

TEST(Message, a_domain_is_what_follows_the_last_at) {
  EXPECT_EQ(domain_of("ada@example.org"), "example.org");
  EXPECT_EQ(domain_of("a@b@c"), "c");
  EXPECT_EQ(domain_of("ada"), "");
}

// Texts in which what matters for mails is met often.
rc::Gen<std::string> texts() {
  using rc::gen::element;
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::weightedOneOf<std::string>(
          {{8,
            rc::gen::map(rc::gen::inRange(' ', '\x7f'), [](char c) { return std::string(1, c); })},
           {4, element<std::string>("a", " ", ".", "=", "é", "€", "😀", "@", "ab@cd")},
           {1, element<std::string>("\r\n", "\n", "\r", "\t", std::string(1, '\0'), "\r\n\r\n",
                                    "\r\nBcc: x@y", "\xc2\x85", "\xff", "\xc3", "=?utf-8?")}})),
      [](const std::vector<std::string>& pieces) {
        std::string text;
        for (const std::string& piece : pieces) text += piece;
        return text;
      });
}

TEST(Message, no_text_makes_another_header) {
  constexpr std::array<std::string_view, 9> fields{
      "Date: ",         "From: ",         "To: ",
      "Message-ID: ",   "Subject: ",      "Auto-Submitted: ",
      "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: "};
  EXPECT_TRUE(rc::check([&] {
    Message message = a_message();
    for (std::string* place : {&message.from, &message.to, &message.subject, &message.body}) {
      if (*rc::gen::weightedElement<bool>({{3, false}, {2, true}})) *place = *texts();
    }
    const auto text = rendered(message);
    RC_CLASSIFY(!text.has_value(), "refused");
    if (!text) return;
    size_t met = 0;
    for (const std::string& line : lines_of(head_of(*text))) {
      RC_ASSERT(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
      RC_ASSERT(line.size() <= 998U);
      if (line.starts_with(" =?utf-8?B?")) continue;  // more of the subject
      RC_ASSERT(met < fields.size());
      RC_ASSERT(line.starts_with(fields[met++]));
    }
    RC_ASSERT(met == fields.size());
  }));
}

TEST(Message, a_body_is_read_as_it_was_written) {
  EXPECT_TRUE(rc::check([] {
    Message message = a_message();
    message.body = *texts();
    const auto text = rendered(message);
    if (!text) return;
    const std::string quoted = body_of(*text);
    for (const std::string& line : lines_of(quoted)) {
      RC_ASSERT(line.size() <= 76U);
      RC_ASSERT(!line.ends_with(' ') && !line.ends_with('\t'));
      RC_ASSERT(std::all_of(line.begin(), line.end(),
                            [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
    }
    std::string expected;  // each line break is CRLF, and there is one at the end
    for (size_t i = 0; i < message.body.size(); ++i) {
      const char c = message.body[i];
      if (c == '\r' && message.body[i + 1] == '\n') continue;
      expected += c == '\r' || c == '\n' ? "\r\n" : std::string(1, c);
    }
    if (!expected.empty() && !expected.ends_with("\r\n")) expected += "\r\n";
    RC_ASSERT(decoded(quoted) == expected);
  }));
}

}  // namespace
}  // namespace payoutd::mail
