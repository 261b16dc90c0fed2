#include "actions/create_session.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_session_create(const Settings& settings, const Output& output, const std::string& user) {
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto owner = parse_owner({{}, user});
  if (!owner) return output.fail(owner.error());
  AuditedStore audited(**store, clock, command_subject("session create", user, {}));
  const auto opened = actions::create_session(audited, clock, random, owner->id);
  if (!opened) return output.fail(opened.error());
  const std::string expires_at = base::to_rfc3339_seconds(opened->expires_at);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("session", opened->credentials.token.reveal());
        json.field("csrf", std::string_view(opened->credentials.csrf));
        json.field("expires_at", std::string_view(expires_at));
      },
      [&] {
        Output::print("session     " + std::string(opened->credentials.token.reveal()) +
                      "  (cookie " + settings.console.session_cookie + ")\ncsrf        " +
                      opened->credentials.csrf + "  (cookie " + settings.console.csrf_cookie +
                      ")\nexpires_at  " + expires_at + "\n");
      });
  return exit_done;
}

}  // namespace payoutd::server
