#include "mail/smtp_mailer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "base/check.h"

namespace payoutd::mail {
namespace {

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Recipients = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

template <class Value>
void set(const Curl& curl, CURLoption option, Value value) {
  base::check(curl_easy_setopt(curl.get(), option, value) == CURLE_OK, "libcurl knows this option");
}

// What the callbacks share during one send().
struct Conversation {
  std::string_view unsent;     // of the mail
  bool heard_address = false;  // the server was told who the mail is for
  std::array<char, CURL_ERROR_SIZE> trouble{};
};

size_t give_text(char* buffer, size_t size, size_t count, void* conversation) {
  std::string_view& unsent = static_cast<Conversation*>(conversation)->unsent;
  const size_t taken = std::min(size * count, unsent.size());
  std::memcpy(buffer, unsent.data(), taken);
  unsent.remove_prefix(taken);
  return taken;
}

// libcurl shows every command here, passwords too, and the mail itself: one word is looked for, and
// nothing is kept.
int note_command(CURL* /*curl*/, curl_infotype type, char* data, size_t size, void* conversation) {
  if (type == CURLINFO_HEADER_OUT && std::string_view(data, size).starts_with("RCPT TO:")) {
    static_cast<Conversation*>(conversation)->heard_address = true;
  }
  return 0;
}

std::string url_of(const SmtpSettings& settings) {
  const bool is_ipv6 = settings.host.find(':') != std::string::npos;
  return (settings.tls == Tls::tls ? "smtps://" : "smtp://") + (is_ipv6 ? "[" : std::string()) +
         settings.host + (is_ipv6 ? "]" : "") + ":" + std::to_string(settings.port);
}

void set_server(const Curl& curl, const SmtpSettings& settings) {
  set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(curl, CURLOPT_URL, url_of(settings).c_str());
  set(curl, CURLOPT_PROXY, "");  // whatever the environment says
  set(curl, CURLOPT_NOSIGNAL, 1L);
  const auto timeout_ms = static_cast<long>(settings.timeout_ms);
  set(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
  // In seconds; the only limit that also holds for the answer to QUIT.
  set(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (timeout_ms + 999) / 1000);
  set(curl, CURLOPT_USE_SSL,
      static_cast<long>(settings.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings.ca_file.empty()) {
    set(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!settings.username.empty()) {
    set(curl, CURLOPT_USERNAME, settings.username.c_str());
    set(curl, CURLOPT_PASSWORD, std::string(settings.password.reveal()).c_str());
  }
}

base::Status to_status(CURLcode code, const Curl& curl, const Conversation& conversation) {
  if (code == CURLE_OK) return {};
  long answer = 0;  // of the server, to the last command; 0: none yet
  base::check(curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer) == CURLE_OK,
              "libcurl knows the last answer");
  if (conversation.heard_address && answer / 100 == 5) {
    return base::refused("mail_refused",
                         "the mail server answered " + std::to_string(answer) + " to this address");
  }
  const std::string_view trouble = conversation.trouble.data();
  std::string text(trouble.empty() ? curl_easy_strerror(code) : trouble);
  if (answer >= 400) text += " (the mail server answered " + std::to_string(answer) + ")";
  return base::unavailable("mail_unavailable", std::move(text));
}

}  // namespace

SmtpMailer::SmtpMailer(SmtpSettings settings, const base::Clock& clock, base::Random& random)
    : settings_(std::move(settings)), clock_(clock), random_(random) {
  base::check(!settings_.host.empty() && is_address(settings_.from),
              "a mailer has a server and a sender");
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  base::check(ready == CURLE_OK, "libcurl is there");
}

base::Status SmtpMailer::send(const Message& message) {
  Message whole = message;
  if (whole.from.empty()) whole.from = settings_.from;
  const base::Timestamp now = clock_.now();
  auto text = render(whole, now, base::make_uuid_v7(now, random_));
  if (!text) return base::forward(std::move(text));

  Conversation conversation{.unsent = *text};
  const Recipients recipients(curl_slist_append(nullptr, whole.to.c_str()), &curl_slist_free_all);
  const Curl curl(curl_easy_init(), &curl_easy_cleanup);
  base::check(curl != nullptr && recipients != nullptr, "libcurl gives handles");
  set_server(curl, settings_);
  set(curl, CURLOPT_ERRORBUFFER, conversation.trouble.data());
  set(curl, CURLOPT_VERBOSE, 1L);
  set(curl, CURLOPT_DEBUGFUNCTION, &note_command);
  set(curl, CURLOPT_DEBUGDATA, static_cast<void*>(&conversation));
  set(curl, CURLOPT_MAIL_FROM, whole.from.c_str());
  set(curl, CURLOPT_MAIL_RCPT, recipients.get());
  set(curl, CURLOPT_UPLOAD, 1L);
  set(curl, CURLOPT_READFUNCTION, &give_text);
  set(curl, CURLOPT_READDATA, static_cast<void*>(&conversation));
  set(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text->size()));
  return to_status(curl_easy_perform(curl.get()), curl, conversation);
}

base::Status SmtpMailer::greet() const {
  Conversation conversation{};
  const Curl curl(curl_easy_init(), &curl_easy_cleanup);
  base::check(curl != nullptr, "libcurl gives handles");
  set_server(curl, settings_);
  set(curl, CURLOPT_ERRORBUFFER, conversation.trouble.data());
  set(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  set(curl, CURLOPT_NOBODY, 1L);
  return to_status(curl_easy_perform(curl.get()), curl, conversation);
}

}  // namespace payoutd::mail
