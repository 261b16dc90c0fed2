// base/log.h: one JSON line for each thing worth telling, on standard error.
// debug: for developers; info: what happened; warn: an operator should look some time;
// error: an operator must act. Never a secret: base/secret.h has no text to give.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace payoutd::base {

enum class LogLevel { debug, info, warn, error, off };

std::optional<LogLevel> parse_log_level(std::string_view text);

// Lines below `level` are not written. Default: info. Safe from any thread.
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);

// Builds a line and writes it when destroyed:
//   LogLine(LogLevel::info, "request").text("path", path).number("status", 200);
// gives {"time":"…","level":"info","event":"request","path":"…","status":200}.
// Texts are made printable (base/utf8.h), so that a log line is always one line of JSON.
class LogLine {
 public:
  LogLine(LogLevel level, std::string_view event);
  ~LogLine();
  LogLine(const LogLine&) = delete;
  LogLine& text(std::string_view name, std::string_view value);
  LogLine& number(std::string_view name, int64_t value);

 private:
  LogLevel level_;
  bool enabled_;
  std::string line_;
};

}  // namespace payoutd::base
