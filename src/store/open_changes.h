// store/open_changes.h: owners and accounts that a write transaction has touched and not yet
// stored. A batch of writes to one owner reads and stores its row once, however many there are.
// For drivers.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "store/records.h"

namespace payoutd::store {

class OpenChanges {
 public:
  using AccountsKey = std::pair<payouts::OwnerKey, money::Currency>;
  struct Accounts {
    CurrencyAccounts now;
    std::vector<ledger::Account> stored;  // as the database has them
    bool wallet_is_stored = false;
  };

  // What is touched from here on can be taken back alone.
  void begin_part();
  // Takes back what was touched since begin_part. Pointers given out before are void.
  void undo_part();

  // Null if it was not put yet. Reading counts as touching.
  Owner* find(payouts::OwnerKey owner) { return touch(owners_, old_owners_, owner); }
  Owner& put(const Owner& owner) { return put(owners_, old_owners_, owner.key, owner); }
  Accounts* find(const AccountsKey& key) { return touch(accounts_, old_accounts_, key); }
  Accounts& put(const AccountsKey& key, Accounts accounts) {
    return put(accounts_, old_accounts_, key, std::move(accounts));
  }

  template <class Visit>
  void for_each_owner(const Visit& visit) const {
    for (const auto& [key, each] : owners_) visit(each.value);
  }
  template <class Visit>
  void for_each_accounts(const Visit& visit) const {
    for (const auto& [key, each] : accounts_) visit(key, each.value);
  }

 private:
  template <class Value>
  struct Touched {
    Value value;
    int64_t part;  // that touched it last
  };
  template <class Key, class Value>
  using Map = std::map<Key, Touched<Value>>;
  template <class Key, class Value>
  using Old = std::vector<std::pair<Key, std::optional<Touched<Value>>>>;

  template <class Key, class Value>
  Value* touch(Map<Key, Value>& map, Old<Key, Value>& old, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) return nullptr;
    if (found->second.part != part_) {
      old.emplace_back(key, found->second);
      found->second.part = part_;
    }
    return &found->second.value;
  }

  template <class Key, class Value>
  Value& put(Map<Key, Value>& map, Old<Key, Value>& old, const Key& key, Value value) {
    if (touch(map, old, key) == nullptr) old.emplace_back(key, std::nullopt);
    return map.insert_or_assign(key, Touched<Value>{std::move(value), part_}).first->second.value;
  }

  template <class Key, class Value>
  static void undo(Map<Key, Value>& map, Old<Key, Value>& old) {
    for (auto& [key, was] : old) {
      if (was) {
        map.insert_or_assign(key, *std::move(was));
      } else {
        map.erase(key);
      }
    }
    old.clear();
  }

  int64_t part_ = 0;
  Map<payouts::OwnerKey, Owner> owners_;
  Map<AccountsKey, Accounts> accounts_;
  // What was there before this part touched it, each key once.
  Old<payouts::OwnerKey, Owner> old_owners_;
  Old<AccountsKey, Accounts> old_accounts_;
};

}  // namespace payoutd::store
