#include "actions/verify.h"

#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_verify(const Settings& settings, const Output& output) {
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto report = actions::verify(**store);
  if (!report) return output.fail(report.error());
  const bool sound = report->breaches == 0;
  output.result(
      [&](base::JsonWriter& json) {
        json.key("ok").boolean(sound).field("owners", static_cast<int64_t>(report->owners));
        json.field("payouts", static_cast<int64_t>(report->payouts));
        json.field("breach_count", static_cast<int64_t>(report->breaches));
        json.key("breaches").begin_array();
        for (const std::string& sentence : report->sentences) json.string(sentence);
        json.end_array();
      },
      [&] {
        for (const std::string& sentence : report->sentences) Output::print(sentence + "\n");
        Output::print(std::to_string(report->payouts) + " payouts of " +
                      std::to_string(report->owners) + " owners checked: " +
                      (sound ? "nothing found" : std::to_string(report->breaches) + " breaches") +
                      "\n");
      });
  if (sound) return exit_done;
  std::fputs("payoutd: the database breaks its own rules; see the list\n", stderr);
  return exit_refused;
}

}  // namespace payoutd::server
