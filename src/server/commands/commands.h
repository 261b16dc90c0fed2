// server/commands/commands.h: what the command line can do, one function and one file a command.
// Each prints its own result and errors and returns the exit code (server/output.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/output.h"
#include "server/settings.h"

namespace payoutd::server {

// --client ID or --user ID.
struct OwnerFlag {
  std::string client;
  std::string user;
};

// --require-signature, and --allow-ip as often as it was given.
struct KeyFlags {
  bool require_signature = false;
  std::vector<std::string> allow_ip;
};

// --fund CUR=AMOUNT and --fee CUR=FIXED+BPS, as often as they were given.
struct MoneyFlags {
  std::vector<std::string> fund;
  std::vector<std::string> fee;
};

int run_serve(const Settings& settings, bool demo);
int run_client_create(const Settings& settings, const Output& output, const std::string& name,
                      bool test_mode, const KeyFlags& key_flags, const MoneyFlags& money_flags);
int run_wallet_fund(const Settings& settings, const Output& output, const std::string& client,
                    const std::vector<std::string>& amounts, const std::string& remarks);
int run_fee_set(const Settings& settings, const Output& output, const std::string& client,
                const std::vector<std::string>& fees);
int run_payout_show(const Settings& settings, const Output& output, const std::string& payout);
int run_key_create(const Settings& settings, const Output& output, const std::string& client,
                   const KeyFlags& key_flags);
int run_key_list(const Settings& settings, const Output& output, const std::string& client);
int run_key_revoke(const Settings& settings, const Output& output, const std::string& api_key);
int run_user_create(const Settings& settings, const Output& output, const std::string& email);
int run_session_create(const Settings& settings, const Output& output, const std::string& user);
int run_import(const Settings& settings, const Output& output, const OwnerFlag& owner,
               const std::string& file, bool skip_bad);
int run_generate(const Settings& settings, const Output& output, const OwnerFlag& owner,
                 uint64_t count, uint64_t seed);
int run_verify(const Settings& settings, const Output& output);
int run_operator_create(const Settings& settings, const Output& output, const std::string& name,
                        const std::vector<std::string>& role_words);
int run_operator_list(const Settings& settings, const Output& output);
int run_operator_revoke(const Settings& settings, const Output& output, const std::string& name);
int run_audit(const Settings& settings, const Output& output, uint32_t limit);
int run_doctor(const Settings& settings, const Output& output);
int run_backup(const Settings& settings, const Output& output, const std::string& file);
int run_restore(const Settings& settings, const Output& output, const std::string& file);

}  // namespace payoutd::server
