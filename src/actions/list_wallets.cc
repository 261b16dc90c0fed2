#include "actions/list_wallets.h"

#include <algorithm>

namespace payoutd::actions {
namespace {

// By the field alone.
bool is_before(const Wallet& left, const Wallet& right, WalletSort sort) {
  switch (sort) {
    case WalletSort::id:
      return left.id < right.id;
    case WalletSort::amount:
      return left.available_micro < right.available_micro;
    case WalletSort::created_at:
      return left.created_at < right.created_at;
    case WalletSort::updated_at:
      return left.updated_at < right.updated_at;
  }
  return false;
}

}  // namespace

store::PageOf<Wallet> page_of(std::vector<Wallet> wallets, const WalletQuery& query) {
  std::erase_if(wallets, [&](const Wallet& wallet) {
    const auto number = static_cast<uint64_t>(wallet.currency.number());
    return query.none || (query.currency_number && *query.currency_number != number);
  });
  std::sort(wallets.begin(), wallets.end(), [&](const Wallet& left, const Wallet& right) {
    const Wallet& first = query.descending ? right : left;
    const Wallet& second = query.descending ? left : right;
    if (is_before(first, second, query.sort)) return true;
    if (is_before(second, first, query.sort)) return false;
    return first.id < second.id;
  });
  store::PageOf<Wallet> page{wallets.size(), {}};
  const uint64_t begin = std::min<uint64_t>(query.offset, wallets.size());
  const uint64_t end = begin + std::min<uint64_t>(query.limit, wallets.size() - begin);
  page.rows.assign(wallets.begin() + static_cast<ptrdiff_t>(begin),
                   wallets.begin() + static_cast<ptrdiff_t>(end));
  return page;
}

Wallet wallet_of(const store::CurrencyAccounts& each) {
  return {.id = *each.wallet_id,
          .currency = each.currency(),
          .available_micro = ledger::available(each.wallet()),
          .held_micro = ledger::held(each.wallet()),
          .created_at = each.created_at,
          .updated_at = each.updated_at};
}

base::Result<std::vector<Wallet>> ListWallets::all(payouts::OwnerKey owner) const {
  std::vector<Wallet> wallets;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    for (const store::CurrencyAccounts& each : reads.find_accounts(owner)) {
      if (!each.wallet_id) continue;
      wallets.push_back(wallet_of(each));
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return wallets;
}

base::Result<store::PageOf<Wallet>> ListWallets::list(payouts::OwnerKey owner,
                                                      const WalletQuery& query) const {
  auto wallets = all(owner);
  if (!wallets) return base::forward(std::move(wallets));
  return page_of(std::move(*wallets), query);
}

base::Result<std::optional<Wallet>> ListWallets::find(payouts::OwnerKey owner, int64_t id) const {
  auto wallets = all(owner);
  if (!wallets) return base::forward(std::move(wallets));
  const auto found = std::find_if(wallets->begin(), wallets->end(),
                                  [&](const Wallet& each) { return each.id == id; });
  if (found == wallets->end()) return std::nullopt;
  return std::optional(*found);
}

}  // namespace payoutd::actions
