#include "actions/audit.h"

#include <limits>

#include "api/operators/audit_list.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_audit(const Settings& settings, const Output& output, uint32_t limit) {
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto page = actions::list_audit(**store, std::numeric_limits<int64_t>::max(), limit);
  if (!page) return output.fail(page.error());
  output.result([&](base::JsonWriter& json) { api::operators::write_audit(json, *page); },
                [&] {
                  for (const auto& line : page->lines) {
                    Output::print(std::to_string(line.number) + "  " +
                                  base::to_rfc3339_micros(line.at) + "  " + line.operator_name +
                                  "  " + line.action + "  " + std::to_string(line.outcome) + "  " +
                                  line.target + "  " + line.detail + "\n");
                  }
                });
  return exit_done;
}

}  // namespace payoutd::server
