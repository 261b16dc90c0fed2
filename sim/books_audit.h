// sim/books_audit.h: whether a client's ledger and the lives of its payouts, row by row, are what
// the auditor's own book of it says.
#pragma once

#include "sim/breaches.h"
#include "sim/owner_book.h"
#include "store/store.h"

namespace payoutd::sim {

class BooksAudit final : public store::BooksSink, public store::PayoutSink {
 public:
  BooksAudit(const OwnerBook& book, Breaches& breaches);

  void payout(const payouts::PayoutView& /*payout*/) override {}  // Auditor looks at them
  void tie(payouts::PayoutNumber /*payout*/, std::optional<store::EntryNumber> /*hold_entry*/,
           std::optional<base::Timestamp> /*due_at*/) override {}  // what is stuck shows at the end
  void entry(const store::StoredEntry& entry) override;
  void accounts(const store::CurrencyAccounts& /*accounts*/) override {}
  void history(payouts::PayoutNumber payout, int64_t position, int64_t event,
               const payouts::HistoryRow& row) override;
  void attempt(payouts::PayoutNumber payout, const payouts::Attempt& attempt) override;
  void idempotency(const store::IdempotencyRecord& record) override;
  void total(const payouts::BeneficiaryId& /*id*/,
             const store::BeneficiaryTotal& /*total*/) override {}

  // After the last row.
  void finish();

 private:
  struct Seen {
    uint8_t holds = 0;
    uint8_t payments = 0;
    uint8_t returns = 0;
    uint32_t rows = 0;
  };

  void money_of_payout(const store::StoredEntry& entry);

  const OwnerBook& book_;
  Breaches& breaches_;
  std::vector<Seen> seen_;
  std::vector<bool> events_;
  store::EntryNumber entries_ = 0;
  size_t keys_found_ = 0;
};

}  // namespace payoutd::sim
