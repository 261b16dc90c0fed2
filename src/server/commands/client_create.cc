#include "actions/create_client.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/commands/key_restrictions.h"
#include "server/commands/money_flags.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_client_create(const Settings& settings, const Output& output, const std::string& name,
                      bool test_mode, const KeyFlags& key_flags, const MoneyFlags& money_flags) {
  const auto restrictions = parse_restrictions(key_flags);
  if (!restrictions) return output.fail(restrictions.error());
  const auto money = parse_money(money_flags);
  if (!money) return output.fail(money.error());
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::create, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto seal_key = open_seal_key(settings, random);
  if (!seal_key) return output.fail(seal_key.error());
  const auto mode = test_mode ? access::Mode::test : access::Mode::live;
  AuditedStore audited(
      **store, clock,
      command_subject("client create", "", {{"name", name}, {"mode", std::string(to_text(mode))}}));
  const auto made =
      actions::create_client(audited, clock, random, *seal_key, name, mode, *restrictions, *money);
  if (!made) return output.fail(made.error());
  const std::string id = base::to_text(made->owner.id.value);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("client_id", std::string_view(id)).field("name", std::string_view(name));
        json.field("mode", to_text(mode));
        write_wallets(json, made->wallets);
        json.field("api_key", std::string_view(made->key.key));
        json.field("api_secret", made->key.secret.reveal());
        json.field("signing_secret", made->key.signing_secret.reveal());
      },
      [&] {
        tell_wallets(made->wallets);
        Output::print("client_id       " + id + "\nname            " + name + "\nmode            " +
                      std::string(to_text(mode)) + "\napi_key         " + made->key.key +
                      "\napi_secret      " + std::string(made->key.secret.reveal()) +
                      "\nsigning_secret  " + std::string(made->key.signing_secret.reveal()) +
                      "\nThe secrets are shown this once: keep them.\n");
      });
  return exit_done;
}

}  // namespace payoutd::server
