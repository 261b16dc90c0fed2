#include "actions/create_client.h"

#include "actions/fund_wallet.h"
#include "base/utf8.h"

namespace payoutd::actions {

base::Result<access::NewApiKey> add_api_key(store::Transaction& transaction,
                                            const store::Owner& client, base::Timestamp now,
                                            base::Random& random, const base::SealKey& seal_key,
                                            const KeyRestrictions& restrictions) {
  access::NewApiKey key = access::make_api_key(client.mode, random);
  const store::NewApiKeyRow row{client.key,
                                key.key,
                                base::sha256(key.secret.reveal()),
                                base::seal(key.signing_secret, key.key, seal_key, random),
                                restrictions.signature_required,
                                restrictions.allowed_networks.to_text()};
  if (auto added = transaction.add_api_key(row, now); !added) {
    return base::forward(std::move(added));
  }
  return key;
}

namespace {

base::Status give_money(store::Transaction& transaction, const ClientMoney& money,
                        base::Timestamp now, NewClient& made) {
  for (const money::Amount& amount : money.funding) {
    auto wallet = fund_wallet(transaction, made.owner.key, amount, "Wallet funding", now);
    if (!wallet) return base::forward(std::move(wallet));
    made.wallets.push_back(std::move(*wallet));
  }
  for (const payouts::FeeSchedule& schedule : money.fees) {
    transaction.set_fee_schedule(made.owner.key, schedule, now);
  }
  return {};
}

}  // namespace

base::Result<NewClient> add_client(store::Transaction& transaction, base::Timestamp now,
                                   base::Random& random, const base::SealKey& seal_key,
                                   std::string_view name, access::Mode mode,
                                   const KeyRestrictions& restrictions, const ClientMoney& money) {
  if (name.empty() || name.size() > 255 || !base::is_utf8(name) || base::has_control(name)) {
    return base::refused_field("name", "name_invalid",
                               "a client's name is 1 to 255 bytes of UTF-8 without controls");
  }
  auto owner = transaction.create_owner(store::OwnerKind::client, mode,
                                        {base::make_uuid_v7(now, random)}, name, now);
  if (!owner) return base::forward(std::move(owner));
  auto key = add_api_key(transaction, *owner, now, random, seal_key, restrictions);
  if (!key) return base::forward(std::move(key));
  NewClient made{std::move(*owner), {}, std::move(*key)};
  if (auto given = give_money(transaction, money, now, made); !given) {
    return base::forward(std::move(given));
  }
  return made;
}

base::Result<NewClient> create_client(store::Store& store, const base::Clock& clock,
                                      base::Random& random, const base::SealKey& seal_key,
                                      std::string_view name, access::Mode mode,
                                      const KeyRestrictions& restrictions,
                                      const ClientMoney& money) {
  NewClient made;
  const auto written = store.write([&](store::Transaction& transaction) -> base::Status {
    auto added =
        add_client(transaction, clock.now(), random, seal_key, name, mode, restrictions, money);
    if (!added) return base::forward(std::move(added));
    made = std::move(*added);
    return {};
  });
  if (!written) return tl::unexpected(written.error());
  return made;
}

}  // namespace payoutd::actions
