// Sends one mail as its arguments say and prints what became of it; tests/mail runs it against a
// real mail server.
#include <charconv>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "mail/smtp_mailer.h"

namespace payoutd::mail {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// One argument, `name=value`; false if there is no such thing.
bool take(std::string_view argument, SmtpSettings& settings, Message& message) {
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = argument.substr(0, equals);
  const std::string value(argument.substr(equals + 1));
  if (name == "port") return read_number(value, settings.port);
  if (name == "timeout_ms") return read_number(value, settings.timeout_ms);
  if (name == "password") {
    settings.password = base::Secret(value);
    return true;
  }
  if (name == "tls") {
    settings.tls = value == "none" ? Tls::none : value == "tls" ? Tls::tls : Tls::starttls;
    return true;
  }
  const std::pair<std::string_view, std::string*> texts[] = {
      {"host", &settings.host}, {"username", &settings.username},
      {"from", &settings.from}, {"ca_file", &settings.ca_file},
      {"to", &message.to},      {"subject", &message.subject},
      {"body", &message.body},
  };
  for (const auto& [known, place] : texts) {
    if (name != known) continue;
    *place = value;
    return true;
  }
  return false;
}

int run(int count, char** arguments) {
  SmtpSettings settings;
  Message message;
  for (int i = 1; i < count; ++i) {
    if (take(arguments[i], settings, message)) continue;
    std::cerr << "what is " << arguments[i] << "?\n";
    return 2;
  }
  const base::SystemClock clock;
  base::SystemRandom random;
  SmtpMailer mailer(settings, clock, random);
  const base::Status sent = mailer.send(message);
  if (sent) {
    std::cout << "sent\n";
    return 0;
  }
  const base::Error& error = sent.error();
  std::cout << (base::may_retry(error) ? "unavailable " : "refused ") << error.reason << ' '
            << error.message << '\n';
  return 0;
}

}  // namespace
}  // namespace payoutd::mail

int main(int count, char** arguments) {
  return payoutd::mail::run(count, arguments);
}
