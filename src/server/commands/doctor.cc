#include "server/doctor.h"

#include <algorithm>

#include "base/utf8.h"
#include "server/commands/commands.h"

namespace payoutd::server {

int run_doctor(const Settings& settings, const Output& output) {
  const base::SystemClock clock;
  const std::vector<Finding> findings = examine(settings, clock);
  const bool fails = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.health == Health::fail;
  });
  output.result(
      [&](base::JsonWriter& json) {
        json.key("ok").boolean(!fails).key("checks").begin_array();
        for (const Finding& finding : findings) {
          json.begin_object().field("check", std::string_view(finding.check));
          json.field("health", to_text(finding.health));
          json.field("message", std::string_view(finding.message));
          json.field_unless_empty("advice", finding.advice).end_object();
        }
        json.end_array();
      },
      [&] {
        constexpr size_t health_width = 6;
        constexpr size_t check_width = 12;
        for (const Finding& finding : findings) {
          std::string line(to_text(finding.health));
          line.resize(health_width, ' ');
          line += finding.check;
          line.resize(health_width + check_width, ' ');
          line += finding.message + (finding.advice.empty() ? "" : ". " + finding.advice);
          Output::print(base::to_printable(line) + "\n");
        }
      });
  return fails ? exit_refused : exit_done;
}

}  // namespace payoutd::server
