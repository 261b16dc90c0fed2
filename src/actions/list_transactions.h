// actions/list_transactions.h: what moved a client's wallets: fundings and payouts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/store.h"

namespace payoutd::actions {

enum class WalletTransactionType { credit, debit };  // of a wallet: a funding, a payout
using store::TransactionStatus;

struct WalletTransaction {
  int64_t number = 0;
  int64_t wallet_id = 0;
  WalletTransactionType type = WalletTransactionType::credit;
  TransactionStatus status = TransactionStatus::completed;
  money::Amount amount;                        // of a payout: with its fees
  std::optional<payouts::PayoutId> payout_id;  // of a debit
  std::string remarks;
  base::Timestamp created_at;
};

struct WalletTransactionQuery {
  std::optional<WalletTransactionType> type{};
  std::optional<TransactionStatus> status{};
  std::optional<uint64_t> wallet_id{};
  bool by_amount = false;  // else by number, which is by creation
  bool descending = true;
  uint64_t offset = 0;
  uint32_t limit = 50;
};

// Of a payout's transaction; nothing is a funding's payout.
TransactionStatus transaction_status(std::optional<payouts::Status> payout);

// Safe from any thread. Errors of both: the store's.
class ListTransactions {
 public:
  explicit ListTransactions(store::Store& store) : store_(store) {}

  // Looks at all that the owner has, so it takes as long as those are many.
  base::Result<store::PageOf<WalletTransaction>> list(payouts::OwnerKey owner,
                                                      const WalletTransactionQuery& query) const;
  // A few looks by key. Nothing: the owner has none of that number.
  base::Result<std::optional<WalletTransaction>> find(payouts::OwnerKey owner,
                                                      int64_t number) const;

 private:
  store::Store& store_;
};

}  // namespace payoutd::actions
