// actions/keep_accounts.h: clients, their keys and wallets, users and their sessions, as operators
// keep them (docs/OPERATOR_API.md).
#pragma once

#include <string>
#include <vector>

#include "actions/create_api_key.h"
#include "actions/create_session.h"
#include "actions/keep_operators.h"
#include "actions/list_wallets.h"

namespace payoutd::actions {

using store::ApiKey;
using store::Owner;
using store::OwnerKind;
using store::OwnerQuery;

// Safe from any thread. What it is made of must outlive it and the changes that it gave.
class KeepAccounts {
 public:
  KeepAccounts(store::Store& store, const base::Clock& clock, base::Random& random,
               const base::SealKey& seal_key)
      : store_(store), clock_(clock), random_(random), seal_key_(seal_key) {}

  // Credits the client's wallet in the amount's currency, which is made if it is missing. Refusals:
  // `client_not_found`, `amount_invalid`.
  Change<Wallet> fund(payouts::OwnerId client, money::Amount amount, std::string remarks) const;
  // Refusals: `name_invalid`.
  Change<NewClient> create_client(std::string name, access::Mode mode) const;
  // Refusals: `client_not_found`.
  Change<NewClientKey> create_key(payouts::OwnerId client, KeyRestrictions restrictions) const;
  // Refusals: `key_not_found`.
  Change<Nothing> revoke_key(std::string key) const;
  // Refusals: `email_invalid`, `email_taken`.
  Change<Owner> create_user(std::string email) const;
  // Refusals: `user_not_found`.
  Change<OpenedSession> create_session(payouts::OwnerId user) const;
  // All of the user's; gives how many. Refusals: `user_not_found`.
  Change<int64_t> revoke_sessions(payouts::OwnerId user) const;

  // Newest first; the name of a user is an address in any letter case. Errors: the store's.
  base::Result<store::PageOf<Owner>> list(OwnerQuery query) const;
  // Refusals: `client_not_found`. Or the store's errors.
  base::Result<std::vector<ApiKey>> list_keys(payouts::OwnerId client) const;

 private:
  store::Store& store_;
  const base::Clock& clock_;
  base::Random& random_;
  const base::SealKey seal_key_;
};

}  // namespace payoutd::actions
