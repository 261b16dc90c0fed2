#include "actions/create_api_key.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/commands/key_restrictions.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_key_create(const Settings& settings, const Output& output, const std::string& client,
                   const KeyFlags& key_flags) {
  const auto restrictions = parse_restrictions(key_flags);
  if (!restrictions) return output.fail(restrictions.error());
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto owner = parse_owner({client, {}});
  if (!owner) return output.fail(owner.error());
  const auto seal_key = open_seal_key(settings, random);
  if (!seal_key) return output.fail(seal_key.error());
  AuditedStore audited(**store, clock,
                       command_subject("key create", client,
                                       {{"networks", restrictions->allowed_networks.to_text()},
                                        {"signed", key_flags.require_signature ? "yes" : ""}}));
  const auto made =
      actions::create_api_key(audited, clock, random, *seal_key, owner->id, *restrictions);
  if (!made) return output.fail(made.error());
  const std::string id = base::to_text(made->client.id.value);
  const std::string_view mode = to_text(made->client.mode);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("client_id", std::string_view(id)).field("mode", mode);
        json.field("api_key", std::string_view(made->key.key));
        json.field("api_secret", made->key.secret.reveal());
        json.field("signing_secret", made->key.signing_secret.reveal());
      },
      [&] {
        Output::print("client_id       " + id + "\nmode            " + std::string(mode) +
                      "\napi_key         " + made->key.key + "\napi_secret      " +
                      std::string(made->key.secret.reveal()) + "\nsigning_secret  " +
                      std::string(made->key.signing_secret.reveal()) +
                      "\nThe secrets are shown this once: keep them.\n");
      });
  return exit_done;
}

}  // namespace payoutd::server
