#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace payoutd::base {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

std::string_view to_text(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      return "error";
    case LogLevel::off:
      return "off";
  }
  return "";
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("payoutd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *instance;
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (const LogLevel level :
       {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error, LogLevel::off}) {
    if (text == to_text(level)) return level;
  }
  return std::nullopt;
}

void set_log_level(LogLevel level) {
  logger().set_level(to_spdlog(level));
}

bool log_enabled(LogLevel level) {
  return logger().should_log(to_spdlog(level));
}

LogLine::LogLine(LogLevel level, std::string_view event)
    : level_(level), enabled_(log_enabled(level)) {
  if (!enabled_) return;
  line_ = R"({"time":")" + to_rfc3339_micros(SystemClock{}.now()) + R"(","level":")";
  line_ += to_text(level);
  line_ += '"';
  text("event", event);
}

LogLine::~LogLine() {
  if (!enabled_) return;
  line_ += '}';
  logger().log(to_spdlog(level_), "{}", line_);
}

LogLine& LogLine::text(std::string_view name, std::string_view value) {
  if (!enabled_) return *this;
  line_ += ",\"";
  line_ += name;
  line_ += "\":";
  append_json_string(to_printable(value), line_);
  return *this;
}

LogLine& LogLine::number(std::string_view name, int64_t value) {
  if (!enabled_) return *this;
  line_ += ",\"";
  line_ += name;
  line_ += "\":";
  line_ += std::to_string(value);
  return *this;
}

}  // namespace payoutd::base
