#include "actions/create_user.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {

int run_user_create(const Settings& settings, const Output& output, const std::string& email,
                    std::optional<int64_t> credit_micro, const std::string& referred_by) {
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::create, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  actions::UserStart start{.credit = {}, .referred_by = referred_by};
  if (credit_micro) start.credit = money::Amount{*credit_micro, settings.console_currency};
  CommandDetail detail{{"email", email}};
  if (credit_micro) detail.emplace_back("credit_micro", std::to_string(*credit_micro));
  if (!referred_by.empty()) detail.emplace_back("referred_by", referred_by);
  AuditedStore audited(**store, clock, command_subject("user create", "", detail));
  const auto made = actions::create_user(audited, clock, random, email, start);
  if (!made) return output.fail(made.error());
  const std::string id = base::to_text(made->id.value);
  output.result(
      [&](base::JsonWriter& json) {
        json.field("user_id", std::string_view(id)).field("email", std::string_view(made->name));
      },
      [&] { Output::print("user_id  " + id + "\nemail    " + made->name + "\n"); });
  return exit_done;
}

}  // namespace payoutd::server
