#include "actions/find_owner.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/commands/money_flags.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

std::string fixed_text(const payouts::FeeSchedule& fee) {
  return money::to_text({fee.fixed_micro, fee.currency});
}

void write_fees(base::JsonWriter& json, const std::vector<payouts::FeeSchedule>& fees) {
  json.key("fees").begin_array();
  for (const payouts::FeeSchedule& fee : fees) {
    json.begin_object().field("currency", fee.currency.code());
    json.key("fixed").raw(fixed_text(fee));
    json.field("bps", fee.bps).end_object();
  }
  json.end_array();
}

}  // namespace

int run_fee_set(const Settings& settings, const Output& output, const std::string& client,
                const std::vector<std::string>& texts) {
  const auto fees = parse_fees(texts);
  if (!fees) return output.fail(fees.error());
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto named = parse_owner({client, {}});
  if (!named) return output.fail(named.error());
  const auto owner = actions::find_owner(**store, named->id, store::OwnerKind::client);
  if (!owner) return output.fail(owner.error());
  AuditedStore audited(**store, clock,
                       command_subject("fee set", client, {{"fees", joined(texts)}}));
  const auto set = audited.write([&](store::Transaction& transaction) -> base::Status {
    for (const payouts::FeeSchedule& fee : *fees) {
      transaction.set_fee_schedule(owner->key, fee, clock.now());
    }
    return {};
  });
  if (!set) return output.fail(set.error());
  output.result([&](base::JsonWriter& json) { write_fees(json, *fees); },
                [&] {
                  for (const payouts::FeeSchedule& fee : *fees) {
                    Output::print(std::string(fee.currency.code()) + "  " + fixed_text(fee) +
                                  " and " + std::to_string(fee.bps) + " basis points\n");
                  }
                });
  return exit_done;
}

}  // namespace payoutd::server
