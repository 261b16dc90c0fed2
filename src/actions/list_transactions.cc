#include "actions/list_transactions.h"

#include <algorithm>
#include <vector>

namespace payoutd::actions {
namespace {

// The owner's wallets by currency.
class WalletIds {
 public:
  explicit WalletIds(const std::vector<store::CurrencyAccounts>& accounts)
      : ids_(money::currency_count()) {
    for (const auto& each : accounts) ids_[each.currency().position()] = each.wallet_id;
  }

  std::optional<int64_t> of(money::Currency currency) const { return ids_[currency.position()]; }

  std::optional<money::Currency> currency_of(uint64_t wallet_id) const {
    const auto found = std::find_if(ids_.begin(), ids_.end(), [&](const auto& each) {
      return each && static_cast<uint64_t>(*each) == wallet_id;
    });
    if (found == ids_.end()) return std::nullopt;
    return money::currency_at(static_cast<uint16_t>(found - ids_.begin()));
  }

 private:
  std::vector<std::optional<int64_t>> ids_;
};

std::optional<ledger::Purpose> purpose_of(std::optional<WalletTransactionType> type) {
  if (!type) return std::nullopt;
  return *type == WalletTransactionType::credit ? ledger::Purpose::funding
                                                : ledger::Purpose::payout_held;
}

base::Result<WalletTransaction> shown(store::WalletTransaction row, const WalletIds& wallets) {
  const auto wallet_id = wallets.of(row.amount.currency);
  if (!wallet_id) {
    return base::unavailable("store_damaged", "entry " + std::to_string(row.number) +
                                                  " moves a wallet that is not there");
  }
  const bool is_credit = row.purpose == ledger::Purpose::funding;
  return WalletTransaction{
      .number = row.number,
      .wallet_id = *wallet_id,
      .type = is_credit ? WalletTransactionType::credit : WalletTransactionType::debit,
      .status = transaction_status(row.payout_status),
      .amount = row.amount,
      .payout_id = row.payout_id,
      .remarks = std::move(row.remarks),
      .created_at = row.created_at};
}

// As Reads::list_transactions gives it, but by key: a list of one would look at all of them.
std::optional<store::WalletTransaction> find_by_number(store::Reads& reads, payouts::OwnerKey owner,
                                                       store::EntryNumber number) {
  auto entry = reads.find_entry(owner, number);
  if (!entry) return std::nullopt;
  const ledger::Purpose purpose = entry->entry.purpose;
  if (purpose != ledger::Purpose::funding && purpose != ledger::Purpose::payout_held) {
    return std::nullopt;
  }
  store::WalletTransaction row{.number = number,
                               .purpose = purpose,
                               .amount = entry->amount,
                               .payout_id = {},
                               .payout_status = {},
                               .remarks = std::move(entry->remarks),
                               .created_at = entry->created_at};
  if (entry->payout) {
    if (const auto stored = reads.find_payout(owner, *entry->payout)) {
      row.payout_id = stored->payout.id;
      row.payout_status = stored->payout.status;
    }
  }
  return row;
}

}  // namespace

TransactionStatus transaction_status(std::optional<payouts::Status> payout) {
  if (!payout || *payout == payouts::Status::completed) return TransactionStatus::completed;
  return payouts::is_final(*payout) ? TransactionStatus::failed : TransactionStatus::pending;
}

base::Result<store::PageOf<WalletTransaction>> ListTransactions::list(
    payouts::OwnerKey owner, const WalletTransactionQuery& query) const {
  store::PageOf<WalletTransaction> page;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    const WalletIds wallets(reads.find_accounts(owner));
    std::optional<money::Currency> currency;
    if (query.wallet_id) {
      currency = wallets.currency_of(*query.wallet_id);
      if (!currency) return {};
    }
    auto found = reads.list_transactions(owner, {.purpose = purpose_of(query.type),
                                                 .status = query.status,
                                                 .currency = currency,
                                                 .number = {},
                                                 .by_amount = query.by_amount,
                                                 .descending = query.descending,
                                                 .offset = query.offset,
                                                 .limit = query.limit});
    page.total = found.total;
    page.rows.reserve(found.rows.size());
    for (store::WalletTransaction& row : found.rows) {
      auto each = shown(std::move(row), wallets);
      if (!each) return base::forward(std::move(each));
      page.rows.push_back(std::move(*each));
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return page;
}

base::Result<std::optional<WalletTransaction>> ListTransactions::find(payouts::OwnerKey owner,
                                                                      int64_t number) const {
  std::optional<WalletTransaction> found;
  auto read = store_.read([&](store::Reads& reads) -> base::Status {
    auto row = find_by_number(reads, owner, number);
    if (!row) return {};
    auto transaction = shown(std::move(*row), WalletIds(reads.find_accounts(owner)));
    if (!transaction) return base::forward(std::move(transaction));
    found.emplace(std::move(*transaction));
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return found;
}

}  // namespace payoutd::actions
