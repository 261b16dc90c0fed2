#include "actions/find_owner.h"
#include "actions/fund_wallet.h"
#include "base/utf8.h"
#include "server/commands/audited_store.h"
#include "server/commands/commands.h"
#include "server/commands/money_flags.h"
#include "server/commands/owner_id.h"
#include "server/open_store.h"

namespace payoutd::server {
namespace {

constexpr size_t remarks_bytes_max = 255;

base::Status expect_remarks(const std::string& remarks) {
  if (remarks.size() <= remarks_bytes_max && base::is_utf8(remarks) &&
      !base::has_control(remarks)) {
    return {};
  }
  return base::refused("remarks_invalid",
                       "remarks are at most 255 bytes of UTF-8 without controls");
}

}  // namespace

int run_wallet_fund(const Settings& settings, const Output& output, const std::string& client,
                    const std::vector<std::string>& texts, const std::string& remarks) {
  const auto amounts = parse_amounts(texts);
  if (!amounts) return output.fail(amounts.error());
  if (const auto good = expect_remarks(remarks); !good) return output.fail(good.error());
  const base::SystemClock clock;
  auto store = open_store(settings, store::sqlite::Missing::must_exist, clock);
  if (!store) return output.fail(store.error(), exit_database_unusable);
  const auto named = parse_owner({client, {}});
  if (!named) return output.fail(named.error());
  const auto owner = actions::find_owner(**store, named->id, store::OwnerKind::client);
  if (!owner) return output.fail(owner.error());
  std::vector<store::CurrencyAccounts> wallets;
  AuditedStore audited(
      **store, clock,
      command_subject("wallet fund", client, {{"amounts", joined(texts)}, {"remarks", remarks}}));
  const auto funded = audited.write([&](store::Transaction& transaction) -> base::Status {
    wallets.clear();
    for (const money::Amount& amount : *amounts) {
      auto wallet = actions::fund_wallet(transaction, owner->key, amount,
                                         remarks.empty() ? "Wallet funding" : remarks, clock.now());
      if (!wallet) return base::forward(std::move(wallet));
      wallets.push_back(std::move(*wallet));
    }
    return {};
  });
  if (!funded) return output.fail(funded.error());
  output.result([&](base::JsonWriter& json) { write_wallets(json, wallets); },
                [&] { tell_wallets(wallets); });
  return exit_done;
}

}  // namespace payoutd::server
