// actions/verify_books.h: what must be true of one owner's ledger and of the lives of its payouts,
// recomputed from every row: no balance is believed. Used by verify.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actions/verify_report.h"
#include "store/store.h"

namespace payoutd::actions {

// Is told the owner and every payout of it first, then the rest in any order, all of one state.
class VerifyBooks final : public store::BooksSink {
 public:
  explicit VerifyBooks(VerifyReport& report) : report_(report) {}

  void begin(const store::Owner& owner) { owner_ = owner; }
  void payout(const payouts::PayoutView& payout);

  void tie(payouts::PayoutNumber payout, std::optional<store::EntryNumber> hold_entry,
           std::optional<base::Timestamp> due_at) override;
  void entry(const store::StoredEntry& entry) override;
  void accounts(const store::CurrencyAccounts& accounts) override;
  void history(payouts::PayoutNumber payout, int64_t position, int64_t event,
               const payouts::HistoryRow& row) override;
  void attempt(payouts::PayoutNumber payout, const payouts::Attempt& attempt) override;
  void idempotency(const store::IdempotencyRecord& record) override;
  void total(const payouts::BeneficiaryId& id, const store::BeneficiaryTotal& total) override;

  // After all of them.
  void finish();

 private:
  // What is kept of each payout until the end: small, because there may be millions.
  struct Life {
    int64_t amount_micro = 0;
    int64_t fees_micro = 0;
    store::EntryNumber hold_entry = 0;  // 0: none
    uint16_t currency = 0;              // its position
    payouts::Status status = payouts::Status::created;
    payouts::Status reached = payouts::Status::created;  // the last of its history
    uint32_t moves = 0;
    uint32_t attempts = 0;
    std::optional<payouts::AttemptState> last_attempt{};
    payouts::ActorType moved_by = payouts::ActorType::system;  // the last time
    bool due = false;
    bool imported = false;
    bool held = false;
    std::optional<ledger::Purpose> settled{};
    base::Timestamp moved_at{};
  };
  using BeneficiaryKey = std::pair<payouts::BeneficiaryId, money::Currency>;
  struct Paid {
    int64_t payouts = 0;
    money::Sum amount_micro = 0;
  };
  using AccountKey = std::pair<money::Currency, ledger::AccountKind>;

  void breach(const std::string& what);
  void breach(payouts::PayoutNumber payout, const std::string& what);
  Life* find(payouts::PayoutNumber payout, const char* who);
  void check_balance(const store::StoredEntry& entry);
  void check_payouts_entry(const store::StoredEntry& entry);
  void count(const store::StoredEntry& entry);
  static bool is_in_hand(const Life& life);
  void finish_due(payouts::PayoutNumber number, const Life& life);
  void finish_payout(payouts::PayoutNumber number, const Life& life);
  void finish_attempts(payouts::PayoutNumber number, const Life& life);
  void finish_accounts();
  void finish_events();

  VerifyReport& report_;
  store::Owner owner_;
  std::vector<Life> lives_;
  std::map<AccountKey, ledger::Counters> counted_;  // from the postings
  std::map<AccountKey, ledger::Counters> kept_;     // as the accounts have them
  std::map<money::Currency, money::Sum> imported_;  // what completed history has paid
  std::map<BeneficiaryKey, Paid> paid_;
  store::EntryNumber entries_ = 0;
  std::vector<int64_t> events_;
  int64_t wallets_ = 0;
};

}  // namespace payoutd::actions
