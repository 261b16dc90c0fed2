#include "actions/revoke_api_key.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_key_revoke(const Settings& settings, const Output& output, const std::string& api_key) {
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  AuditedStore audited(**store, clock, command_subject("key revoke", api_key, {}));
  if (const auto revoked = actions::revoke_api_key(audited, clock, api_key); !revoked) {
    return output.fail(revoked.error());
  }
  output.result([&](base::JsonWriter& json) { json.field("revoked", std::string_view(api_key)); },
                [&] { Output::print(api_key + " is revoked\n"); });
  return exit_done;
}

}  // namespace payoutd::server
