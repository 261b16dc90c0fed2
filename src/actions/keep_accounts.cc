#include "actions/keep_accounts.h"

#include "actions/create_user.h"
#include "actions/fund_wallet.h"
#include "actions/list_api_keys.h"

namespace payoutd::actions {
namespace {

base::Result<Owner> find(store::Transaction& transaction, const payouts::OwnerId& id,
                         OwnerKind kind) {
  auto owner = transaction.find_owner(id);
  if (owner && owner->kind == kind) return std::move(*owner);
  if (kind == OwnerKind::client) {
    return base::refused("client_not_found", "there is no such client");
  }
  return base::refused("user_not_found", "there is no such user");
}

}  // namespace

Change<Wallet> KeepAccounts::fund(payouts::OwnerId client, money::Amount amount,
                                  std::string remarks) const {
  return [this, client, amount,
          remarks = std::move(remarks)](store::Transaction& transaction) -> base::Result<Wallet> {
    auto owner = find(transaction, client, OwnerKind::client);
    if (!owner) return base::forward(std::move(owner));
    auto accounts = fund_wallet(transaction, owner->key, amount, remarks, clock_.now());
    if (!accounts) return base::forward(std::move(accounts));
    return wallet_of(*accounts);
  };
}

Change<NewClient> KeepAccounts::create_client(std::string name, access::Mode mode) const {
  return [this, name = std::move(name), mode](store::Transaction& transaction) {
    return add_client(transaction, clock_.now(), random_, seal_key_, name, mode, {}, {});
  };
}

Change<NewClientKey> KeepAccounts::create_key(payouts::OwnerId client,
                                              KeyRestrictions restrictions) const {
  return [this, client, restrictions = std::move(restrictions)](
             store::Transaction& transaction) -> base::Result<NewClientKey> {
    auto owner = find(transaction, client, OwnerKind::client);
    if (!owner) return base::forward(std::move(owner));
    auto key = add_api_key(transaction, *owner, clock_.now(), random_, seal_key_, restrictions);
    if (!key) return base::forward(std::move(key));
    return NewClientKey{std::move(*owner), std::move(*key)};
  };
}

Change<Nothing> KeepAccounts::revoke_key(std::string key) const {
  return [this, key = std::move(key)](store::Transaction& transaction) -> base::Result<Nothing> {
    auto revoked = transaction.revoke_api_key(key, clock_.now());
    if (!revoked) return base::forward(std::move(revoked));
    return Nothing{};
  };
}

Change<Owner> KeepAccounts::create_user(std::string email, std::string referred_by) const {
  return [this, email = std::move(email),
          code = std::move(referred_by)](store::Transaction& transaction) -> base::Result<Owner> {
    auto user =
        add_user(transaction, clock_.now(), random_, email, {.credit = {}, .referred_by = code});
    return user;
  };
}

base::Result<std::vector<store::Session>> KeepAccounts::list_sessions(payouts::OwnerId user) const {
  std::vector<store::Session> sessions;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    const auto found = reads.find_user(user);
    if (!found) return base::refused("user_not_found", "there is no such user");
    sessions = reads.list_sessions(found->key, clock_.now());
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return sessions;
}

Change<OpenedSession> KeepAccounts::create_session(payouts::OwnerId user) const {
  return [this, user](store::Transaction& transaction) -> base::Result<OpenedSession> {
    auto owner = find(transaction, user, OwnerKind::user);
    if (!owner) return base::forward(std::move(owner));
    return add_session(transaction, *owner, clock_.now(), random_);
  };
}

Change<int64_t> KeepAccounts::revoke_sessions(payouts::OwnerId user) const {
  return [this, user](store::Transaction& transaction) -> base::Result<int64_t> {
    auto owner = find(transaction, user, OwnerKind::user);
    if (!owner) return base::forward(std::move(owner));
    return transaction.revoke_sessions(owner->key, clock_.now());
  };
}

base::Result<store::PageOf<Owner>> KeepAccounts::list(OwnerQuery query) const {
  if (query.kind == OwnerKind::user) query.name = normal_email(query.name);
  store::PageOf<Owner> page;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    page = reads.list_owners(query);
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return page;
}

base::Result<std::vector<ApiKey>> KeepAccounts::list_keys(payouts::OwnerId client) const {
  auto keys = list_api_keys(store_, client);
  if (!keys && keys.error().reason == "owner_not_found") {
    return base::refused("client_not_found", "there is no such client");
  }
  return keys;
}

}  // namespace payoutd::actions
