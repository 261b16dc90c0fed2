#include "server/command_line.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include <CLI/CLI.hpp>

#include "server/commands/commands.h"
#include "server/version.h"

namespace payoutd::server {
namespace {

// What the words on the command line are stored in.
struct Words {
  Flags flags;
  std::string db;
  std::string config;
  std::string listen;
  bool json = false;
  bool demo = false;
  bool test_mode = false;
  bool skip_bad = false;
  KeyFlags key;
  MoneyFlags money;
  std::vector<std::string> amounts;
  std::string remarks;
  std::string payout;
  std::string api_key;
  std::string name;
  std::string email;
  std::string file;
  OwnerFlag owner;
  uint64_t count = 0;
  uint64_t seed = 1;
  std::vector<std::string> roles;
  uint32_t limit = 20;
};

using Run = std::function<int(const Settings&, const Output&)>;

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("payoutd ") + program_version);
    app_.footer("`payoutd COMMAND --help` shows a command's flags and an example.");
    add_serve();
    add_creators();
    add_keys();
    add_money();
    add_import();
    add_generate();
    add_verify();
    add_operators();
    add_backup();
    add_doctor();
  }

  int run(int argc, char** argv, const Environment& environment) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app_.exit(error);  // --help, --version
      const bool json =
          std::any_of(argv, argv + argc, [](std::string_view word) { return word == "--json"; });
      return Output(json).fail({base::ErrorKind::refused,
                                "bad_command_line",
                                std::string(error.what()) + "; see --help",
                                {}},
                               exit_bad_command);
    }
    const Output output(words_.json);
    if (!words_.config.empty()) words_.flags.config_file = words_.config;
    if (!words_.db.empty()) words_.flags.settings.emplace_back("db", words_.db);
    if (!words_.listen.empty()) words_.flags.settings.emplace_back("listen", words_.listen);
    const auto settings = load_settings(words_.flags, environment);
    if (!settings) return output.fail(settings.error(), exit_bad_command);
    return run_(*settings, output);
  }

 private:
  CLI::App* add(CLI::App* parent, const std::string& name, const std::string& what,
                const std::string& example, Run run) {
    CLI::App* command = parent->add_subcommand(name, what);
    command->add_option("--db", words_.db, "sqlite:PATH (default sqlite:var/payoutd.db)")
        ->check(not_empty());
    command->add_option("--config", words_.config, "settings file (TOML)")->check(not_empty());
    command->footer("Example:\n  " + example);
    command->callback([this, run = std::move(run)] { run_ = run; });
    return command;
  }

  CLI::App* add_with_json(CLI::App* parent, const std::string& name, const std::string& what,
                          const std::string& example, Run run) {
    CLI::App* command = add(parent, name, what, example, std::move(run));
    command->add_flag("--json", words_.json, "print the result as one JSON object");
    return command;
  }

  CLI::App* add_group(const std::string& name, const std::string& what) {
    CLI::App* group = app_.add_subcommand(name, what);
    group->require_subcommand(1);
    return group;
  }

  void add_owner(CLI::App* command) {
    CLI::Option_group* group = command->add_option_group("owner");
    group->add_option("--client", words_.owner.client, "the client's id")->check(not_empty());
    group->add_option("--user", words_.owner.user, "the user's id")->check(not_empty());
    group->require_option(1);
  }

  static CLI::Validator not_empty() {
    return CLI::Validator(
        [](const std::string& text) { return text.empty() ? "must not be empty" : ""; }, "TEXT");
  }

  void add_serve() {
    CLI::App* serve = add(&app_, "serve", "answer both APIs until SIGTERM",
                          "payoutd serve --db sqlite:var/payoutd.db --listen 127.0.0.1:8080 --demo",
                          [this](const Settings& settings, const Output&) {
                            return run_serve(settings, words_.demo);
                          });
    serve->add_option("--listen", words_.listen, "HOST:PORT (default 127.0.0.1:8080; port 0: any)")
        ->check(not_empty());
    serve->add_flag("--demo", words_.demo,
                    "fill an empty database with demo data and print lines to paste");
  }

  void add_creators() {
    CLI::App* client = add_with_json(
        add_group("client", "business clients of the partner API"), "create",
        "make a client with its API key", "payoutd client create --name 'Acme Ltd' --json",
        [this](const Settings& settings, const Output& output) {
          return run_client_create(settings, output, words_.name, words_.test_mode, words_.key,
                                   words_.money);
        });
    client->add_option("--name", words_.name, "the client's name")->required();
    client->add_flag("--test", words_.test_mode, "in test mode: its key is sk_test_…");
    add_restrictions(client);
    client->add_option("--fund", words_.money.fund, "a wallet and what it begins with: USD=1000.00")
        ->check(not_empty())
        ->allow_extra_args(false);
    client->add_option("--fee", words_.money.fee, "fees of a payout: USD=0.30+150 (0.30 and 1.5 %)")
        ->check(not_empty())
        ->allow_extra_args(false);

    CLI::App* user = add_with_json(add_group("user", "end users of the console API"), "create",
                                   "make a user", "payoutd user create --email ada@example.com",
                                   [this](const Settings& settings, const Output& output) {
                                     return run_user_create(settings, output, words_.email);
                                   });
    user->add_option("--email", words_.email, "the user's address")->required();

    CLI::App* session = add_with_json(
        add_group("session", "console sessions"), "create", "open a session for a user",
        "payoutd session create --user 018d0cab-c440-7000-8000-000000000000",
        [this](const Settings& settings, const Output& output) {
          return run_session_create(settings, output, words_.owner.user);
        });
    session->add_option("--user", words_.owner.user, "the user's id")->required();
  }

  void add_money() {
    const char* client = "the client's id";
    CLI::App* fund = add_with_json(
        add_group("wallet", "wallets of clients"), "fund", "credit a client's wallets",
        "payoutd wallet fund --client 018d0cab-c440-7000-8000-000000000000 USD=1000.00 EUR=50",
        [this](const Settings& settings, const Output& output) {
          return run_wallet_fund(settings, output, words_.owner.client, words_.amounts,
                                 words_.remarks);
        });
    fund->add_option("--client", words_.owner.client, client)->required();
    fund->add_option("amounts", words_.amounts, "CURRENCY=AMOUNT; a missing wallet is made")
        ->required();
    fund->add_option("--remarks", words_.remarks, "what its transactions say of it");

    CLI::App* fee = add_with_json(
        add_group("fee", "fees of clients' payouts"), "set", "set what a client's payouts cost",
        "payoutd fee set --client 018d0cab-c440-7000-8000-000000000000 USD=0.30+150",
        [this](const Settings& settings, const Output& output) {
          return run_fee_set(settings, output, words_.owner.client, words_.amounts);
        });
    fee->add_option("--client", words_.owner.client, client)->required();
    fee->add_option("fees", words_.amounts, "CURRENCY=FIXED+BPS, for payouts from now on")
        ->required();

    CLI::App* show = add_with_json(add_group("payout", "single payouts"), "show",
                                   "a payout with its history, ledger entries and attempts",
                                   "payoutd payout show pyt_01hm6tp0v0fw9rzcg5rbbv1tj5",
                                   [this](const Settings& settings, const Output& output) {
                                     return run_payout_show(settings, output, words_.payout);
                                   });
    show->add_option("payout", words_.payout, "pyt_… or the UUID of a user's payout")->required();
  }

  void add_restrictions(CLI::App* command) {
    command->add_flag("--require-signature", words_.key.require_signature,
                      "the key's requests must be signed with its signing secret");
    command
        ->add_option("--allow-ip", words_.key.allow_ip,
                     "a network from which alone the key works; may be given several times")
        ->check(not_empty())
        ->allow_extra_args(false);
  }

  void add_keys() {
    CLI::App* group = add_group("key", "API keys of clients");
    CLI::App* create = add_with_json(
        group, "create", "make a further key for a client",
        "payoutd key create --client 018d0cab-c440-7000-8000-000000000000 --require-signature "
        "--allow-ip 203.0.113.0/24",
        [this](const Settings& settings, const Output& output) {
          return run_key_create(settings, output, words_.owner.client, words_.key);
        });
    add_restrictions(create);
    CLI::App* list = add_with_json(group, "list", "show a client's keys, revoked ones too",
                                   "payoutd key list --client 018d0cab-c440-7000-8000-000000000000",
                                   [this](const Settings& settings, const Output& output) {
                                     return run_key_list(settings, output, words_.owner.client);
                                   });
    for (CLI::App* command : {create, list}) {
      command->add_option("--client", words_.owner.client, "the client's id")
          ->required()
          ->check(not_empty());
    }
    CLI::App* revoke = add_with_json(group, "revoke", "end a key: its next request is refused",
                                     "payoutd key revoke sk_live_0123456789ABCDEFGHIJKLMN",
                                     [this](const Settings& settings, const Output& output) {
                                       return run_key_revoke(settings, output, words_.api_key);
                                     });
    revoke->add_option("api_key", words_.api_key, "sk_live_… or sk_test_…")
        ->required()
        ->check(not_empty());
  }

  void add_import() {
    CLI::App* import = add_with_json(
        &app_, "import", "take over history from a CSV or JSON lines file: all of it or nothing",
        "payoutd import --client 018d0cab-c440-7000-8000-000000000000 payouts.csv",
        [this](const Settings& settings, const Output& output) {
          return run_import(settings, output, words_.owner, words_.file, words_.skip_bad);
        });
    add_owner(import);
    import->add_option("file", words_.file, "FILE.csv or FILE.jsonl")->required();
    import->add_flag("--skip-bad", words_.skip_bad,
                     "take the good rows even if there are bad ones");
  }

  void add_generate() {
    CLI::App* generate = add_with_json(
        &app_, "generate", "make believable payouts, the same for the same seed",
        "payoutd generate --client 018d0cab-c440-7000-8000-000000000000 --count 100000 --seed 7",
        [this](const Settings& settings, const Output& output) {
          return run_generate(settings, output, words_.owner, words_.count, words_.seed);
        });
    add_owner(generate);
    generate->add_option("--count", words_.count, "how many")
        ->required()
        ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000'000}));
    generate->add_option("--seed", words_.seed, "what decides what they are (default 1)");
  }

  void add_verify() {
    add_with_json(&app_, "verify", "check every invariant; exit 1 on a breach",
                  "payoutd verify --db sqlite:var/payoutd.db",
                  [](const Settings& settings, const Output& output) {
                    return run_verify(settings, output);
                  });
  }

  void add_operators() {
    CLI::App* group = add_group("operator", "tokens of the operator API");
    CLI::App* create =
        add_with_json(group, "create", "make a token, shown once",
                      "payoutd operator create --name ada --role queue --role money",
                      [this](const Settings& settings, const Output& output) {
                        return run_operator_create(settings, output, words_.name, words_.roles);
                      });
    create->add_option("--role", words_.roles, "read, queue, money or admin; several times")
        ->required()
        ->allow_extra_args(false);
    CLI::App* revoke = add_with_json(group, "revoke", "end a token: its next request is refused",
                                     "payoutd operator revoke --name ada",
                                     [this](const Settings& settings, const Output& output) {
                                       return run_operator_revoke(settings, output, words_.name);
                                     });
    for (CLI::App* command : {create, revoke}) {
      command->add_option("--name", words_.name, "the operator's name")->required();
    }
    add_with_json(group, "list", "show all of them, revoked ones too", "payoutd operator list",
                  [](const Settings& settings, const Output& output) {
                    return run_operator_list(settings, output);
                  });
    CLI::App* audit =
        add_with_json(&app_, "audit", "show the end of the audit log", "payoutd audit --limit 50",
                      [this](const Settings& settings, const Output& output) {
                        return run_audit(settings, output, words_.limit);
                      });
    audit->add_option("--limit", words_.limit, "how many lines, newest first (default 20)")
        ->check(CLI::Range(uint32_t{1}, uint32_t{1'000'000}));
  }

  void add_doctor() {
    add_with_json(&app_, "doctor",
                  "look for what an operator should mend; exit 1 if anything fails",
                  "payoutd doctor --db sqlite:var/payoutd.db",
                  [](const Settings& settings, const Output& output) {
                    return run_doctor(settings, output);
                  });
  }

  void add_backup() {
    CLI::App* backup = add_with_json(
        &app_, "backup", "copy the database, verified, to a new file while servers run",
        "payoutd backup /backups/payoutd-2024-01-15.db --db sqlite:var/payoutd.db",
        [this](const Settings& settings, const Output& output) {
          return run_backup(settings, output, words_.file);
        });
    CLI::App* restore =
        add_with_json(&app_, "restore", "make a database from a backup; never overwrites one",
                      "payoutd restore /backups/payoutd-2024-01-15.db --db sqlite:var/payoutd.db",
                      [this](const Settings& settings, const Output& output) {
                        return run_restore(settings, output, words_.file);
                      });
    backup->add_option("file", words_.file, "the new file")->required()->check(not_empty());
    restore->add_option("file", words_.file, "the backup")->required()->check(not_empty());
  }

  CLI::App app_{"payoutd: the record of every payout a company owes, sends and has sent",
                "payoutd"};
  Words words_;
  Run run_;
};

}  // namespace

int run_command_line(int argc, char** argv, const Environment& environment) {
  return CommandLine().run(argc, argv, environment);
}

}  // namespace payoutd::server
