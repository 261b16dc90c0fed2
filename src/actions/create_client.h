// actions/create_client.h: a new business client with its first API key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/networks.h"
#include "base/clock.h"
#include "base/seal.h"
#include "store/store.h"

namespace payoutd::actions {

// What a key asks for beyond its secret.
struct KeyRestrictions {
  bool signature_required = false;    // of every request (docs/PARTNER_API.md "Signed requests")
  access::Networks allowed_networks;  // from which alone it works; empty: from anywhere
};

// What a client begins with: wallets in the order of `funding`, and fees.
struct ClientMoney {
  std::vector<money::Amount> funding;  // 0: an empty wallet
  std::vector<payouts::FeeSchedule> fees;
};

struct NewClient {
  store::Owner owner;
  std::vector<store::CurrencyAccounts> wallets;
  access::NewApiKey key;  // the only time that the secrets are shown
};

// Refusals: `name_invalid` (empty, over 255 bytes, not UTF-8, control characters), those of
// fund_wallet. Or the store's errors.
base::Result<NewClient> create_client(store::Store& store, const base::Clock& clock,
                                      base::Random& random, const base::SealKey& seal_key,
                                      std::string_view name, access::Mode mode,
                                      const KeyRestrictions& restrictions = {},
                                      const ClientMoney& money = {});

// The same inside a transaction.
base::Result<NewClient> add_client(store::Transaction& transaction, base::Timestamp now,
                                   base::Random& random, const base::SealKey& seal_key,
                                   std::string_view name, access::Mode mode,
                                   const KeyRestrictions& restrictions, const ClientMoney& money);

// A further key for a client that exists.
base::Result<access::NewApiKey> add_api_key(store::Transaction& transaction,
                                            const store::Owner& client, base::Timestamp now,
                                            base::Random& random, const base::SealKey& seal_key,
                                            const KeyRestrictions& restrictions = {});

}  // namespace payoutd::actions
