#include "actions/generate_payouts.h"
#include "server/commands/commands.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"
#include "server/progress.h"

namespace payoutd::server {

int run_generate(const Settings& settings, const Output& output, const OwnerFlag& owner_flag,
                 uint64_t count, uint64_t seed) {
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto owner = parse_owner(owner_flag);
  if (!owner) return output.fail(owner.error());
  base::Status generated;
  {
    Progress progress("generating");
    generated = actions::generate_payouts(
        **store, clock, random,
        {.owner = owner->id,
         .kind = owner->kind,
         .count = count,
         .seed = seed,
         .currency = settings.console_currency,
         .on_progress = [&](uint64_t made) { progress.show(made, count, made); }});
  }
  if (!generated) return output.fail(generated.error());
  output.result(
      [&](base::JsonWriter& json) { json.field("generated", static_cast<int64_t>(count)); },
      [&] { Output::print(std::to_string(count) + " payouts generated\n"); });
  return exit_done;
}

}  // namespace payoutd::server
