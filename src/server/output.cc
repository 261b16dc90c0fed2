#include "server/output.h"

#include <cstdio>
#include <cstdlib>

#include "base/utf8.h"

namespace payoutd::server {

void Output::print(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return;
  // A secret that nobody saw is lost: that must not look like success.
  std::fputs("payoutd: the result could not be written to standard output\n", stderr);
  std::_Exit(exit_refused);
}

int Output::fail(const base::Error& error, ExitCode code) const {
  const std::string message = base::to_printable(error.message);
  const std::string sentence = "payoutd: " + message + "\n";
  std::fwrite(sentence.data(), 1, sentence.size(), stderr);
  if (json_) {
    std::string text;
    base::JsonWriter(text)
        .begin_object()
        .field("error", std::string_view(error.reason))
        .field("message", std::string_view(message))
        .end_object();
    print(text + "\n");
  }
  return code;
}

int Output::fail(const base::Error& error) const {
  return fail(error, base::may_retry(error) ? exit_database_unusable : exit_refused);
}

}  // namespace payoutd::server
