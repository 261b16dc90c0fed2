#include "access/operator_token.h"
#include "actions/keep_operators.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

base::Result<access::Roles> parse_roles(const std::vector<std::string>& words) {
  access::Roles roles;
  for (const std::string& word : words) {
    const auto role = access::parse_role(word);
    if (!role) return base::refused("role_invalid", "a role is read, queue, money or admin");
    roles.add(*role);
  }
  return roles;
}

std::string joined(access::Roles roles) {
  std::string text;
  for (const std::string_view word : roles.words()) {
    text += (text.empty() ? "" : ",") + std::string(word);
  }
  return text;
}

void write_roles(base::JsonWriter& json, access::Roles roles) {
  json.key("roles").begin_array();
  for (const std::string_view word : roles.words()) json.string(word);
  json.end_array();
}

// Makes a change with its line in the audit log.
template <class Made>
base::Result<Made> make(store::Store& store, const base::Clock& clock,
                        actions::AuditSubject subject, const actions::Change<Made>& change) {
  AuditedStore audited(store, clock, std::move(subject));
  base::Result<Made> made = base::refused("", "");
  auto written = audited.write([&](store::Transaction& transaction) -> base::Status {
    made = change(transaction);
    if (!made) return tl::unexpected(made.error());
    return {};
  });
  if (!written) return base::forward(std::move(written));
  return made;
}

}  // namespace

int run_operator_create(const Settings& settings, const Output& output, const std::string& name,
                        const std::vector<std::string>& role_words) {
  if (!access::is_operator_name(name)) {
    return output.fail({base::ErrorKind::refused,
                        "name_invalid",
                        "an operator's name is 1 to 64 of A-Z a-z 0-9 . _ - and not `first`",
                        {}});
  }
  const auto roles = parse_roles(role_words);
  if (!roles) return output.fail(roles.error());
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::create, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const actions::KeepOperators operators(**store, clock, random);
  const auto made =
      make(**store, clock,
           command_subject("operator create", "", {{"name", name}, {"roles", joined(*roles)}}),
           operators.create(name, *roles));
  if (!made) return output.fail(made.error());
  output.result(
      [&](base::JsonWriter& json) {
        json.field("name", std::string_view(made->name)).field("token", made->token.reveal());
        write_roles(json, made->roles);
      },
      [&] {
        Output::print("name   " + made->name + "\ntoken  " + std::string(made->token.reveal()) +
                      "\nroles  " + joined(made->roles) +
                      "\nThe token is shown this once: keep it.\n");
      });
  return exit_done;
}

int run_operator_list(const Settings& settings, const Output& output) {
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto rows = actions::KeepOperators(**store, clock, random).list();
  if (!rows) return output.fail(rows.error());
  output.result(
      [&](base::JsonWriter& json) {
        json.key("operators").begin_array();
        for (const auto& row : *rows) {
          json.begin_object().field("name", std::string_view(row.name));
          write_roles(json, row.roles);
          json.key("created_at").time(row.created_at).key("revoked_at");
          if (row.revoked_at) {
            json.time(*row.revoked_at);
          } else {
            json.null();
          }
          json.end_object();
        }
        json.end_array();
      },
      [&] {
        for (const auto& row : *rows) {
          const std::string end =
              row.revoked_at ? "  revoked " + base::to_rfc3339_seconds(*row.revoked_at) : "";
          Output::print(row.name + "  " + joined(row.roles) + "  created " +
                        base::to_rfc3339_seconds(row.created_at) + end + "\n");
        }
      });
  return exit_done;
}

int run_operator_revoke(const Settings& settings, const Output& output, const std::string& name) {
  const base::SystemClock clock;
  base::SystemRandom random;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const actions::KeepOperators operators(**store, clock, random);
  const auto revoked =
      make(**store, clock, command_subject("operator revoke", name, {}), operators.revoke(name));
  if (!revoked) return output.fail(revoked.error());
  output.result([&](base::JsonWriter& json) { json.field("revoked", std::string_view(name)); },
                [&] { Output::print(name + " is revoked\n"); });
  return exit_done;
}

}  // namespace payoutd::server
