#include "mail/message.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <openssl/evp.h>

#include "base/utf8.h"

namespace payoutd::mail {
namespace {

constexpr size_t address_bytes_max = 254;
constexpr size_t columns_max = 76;  // RFC 2045 §6.7, RFC 2047 §2
constexpr std::string_view line_end = "\r\n";

bool is_line_break(char c) {
  return c == '\r' || c == '\n';
}

// RFC 5322 §3.3: `Mon, 15 Jan 2024 10:30:00 +0000`.
std::string to_mail_date(base::Timestamp time) {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time.micros)));
  const std::chrono::year_month_day date{day};
  const std::string digits = base::to_rfc3339_seconds(time);  // 2024-01-15T10:30:00Z
  std::string text(days[std::chrono::weekday(day).c_encoding()]);
  text += ", " + digits.substr(8, 2) + " ";
  text += months[static_cast<unsigned>(date.month()) - 1];
  return text + " " + digits.substr(0, 4) + " " + digits.substr(11, 8) + " +0000";
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // it writes a terminator, too
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(length));
  return text;
}

bool is_plain(std::string_view subject) {
  constexpr std::string_view name = "Subject: ";
  return name.size() + subject.size() <= columns_max && !subject.starts_with(' ') &&
         !subject.ends_with(' ') && subject.find("=?") == std::string_view::npos &&
         std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// RFC 2047: words of whole characters, one on each line.
std::string to_encoded_words(std::string_view text) {
  constexpr size_t bytes_max = 39;  // 52 in base64; the first line also has the field's name
  std::string words;
  while (!text.empty()) {
    size_t end = std::min(bytes_max, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
    if (!words.empty()) words += "\r\n ";
    words += "=?utf-8?B?" + to_base64(text.substr(0, end)) + "?=";
    text.remove_prefix(end);
  }
  return words;
}

// RFC 2045 §6.7. Every line break becomes CRLF, and the last line has one.
std::string to_quoted_printable(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  size_t column = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_line_break(c)) {
      if (text.substr(i, 2) == line_end) ++i;
      out += line_end;
      column = 0;
      continue;
    }
    // Servers on the way may cut blanks at a line's end.
    const bool ends_line = i + 1 == text.size() || is_line_break(text[i + 1]);
    const bool is_blank = c == ' ' || c == '\t';
    const bool as_it_is = is_blank ? !ends_line : c > ' ' && c <= '~' && c != '=';
    const size_t width = as_it_is ? 1 : 3;
    if (column + width > columns_max - 1) {  // the last column is for the `=`
      out += "=\r\n";
      column = 0;
    }
    if (as_it_is) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'=', hex[byte >> 4U], hex[byte & 15U]};
    }
    column += width;
  }
  if (column > 0) out += line_end;
  return out;
}

base::Status check_texts(const Message& message) {
  if (!is_address(message.from) || !is_address(message.to)) {
    return base::refused("mail_address_invalid", "this is not an address that mail can go to");
  }
  if (!base::is_utf8(message.subject) || base::has_control(message.subject)) {
    return base::refused("mail_subject_invalid", "a subject is one line of UTF-8");
  }
  if (!base::is_utf8(message.body) || base::has_control_but_line_breaks(message.body)) {
    return base::refused("mail_body_invalid", "a mail's text is lines of UTF-8");
  }
  return {};
}

}  // namespace

bool is_address(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.rfind('@') == at &&
         text.size() <= address_bytes_max && base::is_utf8(text) && !base::has_control(text) &&
         text.find_first_of(" \"(),:;<>[\\]") == std::string_view::npos;
}

std::string_view domain_of(std::string_view address) {
  const size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

base::Result<std::string> render(const Message& message, base::Timestamp sent_at,
                                 const base::Uuid& id) {
  if (auto fine = check_texts(message); !fine) return base::forward(std::move(fine));
  std::string text;
  const auto field = [&text](std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    text += value;
    text += line_end;
  };
  field("Date", to_mail_date(sent_at));
  field("From", message.from);
  field("To", message.to);
  field("Message-ID", "<" + base::to_text(id) + "@" + std::string(domain_of(message.from)) + ">");
  field("Subject", is_plain(message.subject) ? message.subject : to_encoded_words(message.subject));
  field("Auto-Submitted", "auto-generated");  // RFC 3834: no absence notes in return
  field("MIME-Version", "1.0");
  field("Content-Type", "text/plain; charset=utf-8");
  field("Content-Transfer-Encoding", "quoted-printable");
  text += line_end;
  text += to_quoted_printable(message.body);
  return text;
}

}  // namespace payoutd::mail
