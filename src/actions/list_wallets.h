// actions/list_wallets.h: a client's wallets, and what is in them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/store.h"

namespace payoutd::actions {

struct Wallet {
  int64_t id = 0;
  money::Currency currency;
  money::Sum available_micro = 0;  // what can be spent now
  money::Sum held_micro = 0;       // what its payouts on their way hold
  base::Timestamp created_at;
  base::Timestamp updated_at;
};

enum class WalletSort { id, amount, created_at, updated_at };

struct WalletQuery {
  std::optional<uint64_t> currency_number{};  // ISO 4217
  bool none = false;                          // asked for what no wallet is
  WalletSort sort = WalletSort::id;           // ties by id, in the same direction
  bool descending = true;
  uint64_t offset = 0;
  uint32_t limit = 50;
};

// Of accounts that have a wallet.
Wallet wallet_of(const store::CurrencyAccounts& accounts);

// What of `wallets` is asked for. Pure.
store::PageOf<Wallet> page_of(std::vector<Wallet> wallets, const WalletQuery& query);

// Safe from any thread. An owner has a wallet a currency at most, so all are read at once.
class ListWallets {
 public:
  explicit ListWallets(store::Store& store) : store_(store) {}

  // Errors: the store's.
  base::Result<store::PageOf<Wallet>> list(payouts::OwnerKey owner, const WalletQuery& query) const;
  // Nothing: the owner has none of that id.
  base::Result<std::optional<Wallet>> find(payouts::OwnerKey owner, int64_t id) const;

 private:
  base::Result<std::vector<Wallet>> all(payouts::OwnerKey owner) const;

  store::Store& store_;
};

}  // namespace payoutd::actions
