// store/sqlite/reads.h: Reads over one connection: a read transaction's or the writer's. Private to
// the driver; throws Failure.
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

class SqliteReads : public virtual Reads {
 public:
  explicit SqliteReads(Connection& connection) : connection_(connection) {}

  std::optional<StoredPayout> find_payout(payouts::OwnerKey owner,
                                          const payouts::PayoutId& id) override;
  std::optional<StoredPayout> find_payout(const payouts::PayoutId& id) override;
  std::optional<StoredPayout> find_payout(payouts::OwnerKey owner,
                                          payouts::PayoutNumber number) override;
  std::optional<StoredPayout> find_payout_by_reference(payouts::OwnerKey owner,
                                                       std::string_view reference_id) override;
  std::optional<PayoutDetails> find_details(payouts::OwnerKey owner,
                                            payouts::PayoutNumber payout) override;
  std::vector<payouts::HistoryRow> find_history(payouts::OwnerKey owner,
                                                payouts::PayoutNumber payout) override;
  std::vector<payouts::Attempt> find_attempts(payouts::OwnerKey owner,
                                              payouts::PayoutNumber payout) override;
  std::optional<StoredEntry> find_entry(payouts::OwnerKey owner, EntryNumber number) override;
  std::optional<StoredEntry> find_resolution(payouts::OwnerKey owner, EntryNumber pending) override;
  std::optional<IdempotencyRecord> find_idempotency(payouts::OwnerKey owner,
                                                    std::string_view key) override;
  std::optional<payouts::FeeSchedule> find_fee_schedule(payouts::OwnerKey owner,
                                                        money::Currency currency) override;
  std::vector<CurrencyAccounts> find_accounts(payouts::OwnerKey owner) override;
  std::optional<Beneficiary> find_beneficiary(payouts::OwnerKey owner,
                                              const payouts::BeneficiaryId& id) override;
  std::vector<BeneficiaryTotal> find_totals(payouts::OwnerKey owner,
                                            const payouts::BeneficiaryId& id) override;
  PageOf<Beneficiary> list_beneficiaries(payouts::OwnerKey owner,
                                         const BeneficiaryQuery& query) override;
  PageOf<WalletTransaction> list_transactions(payouts::OwnerKey owner,
                                              const TransactionQuery& query) override;
  std::vector<DuePayout> find_due(payouts::Status status, base::Timestamp now,
                                  uint32_t limit) override;
  std::optional<base::Timestamp> next_due(base::Timestamp time) override;
  std::optional<SealedSecret> find_sealed_secret() override;

  // See Store::read_payouts and Store::read_books.
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner, payouts::Version after,
                                              PayoutSink& sink);
  void read_books(payouts::OwnerKey owner, BooksSink& sink);

 protected:
  // Of one currency; all counters 0 and no wallet if nothing is stored.
  CurrencyAccounts read_accounts(payouts::OwnerKey owner, money::Currency currency);

 private:
  StoredEntry read_entry(payouts::OwnerKey owner, const Statement& row);

  Connection& connection_;
};

}  // namespace payoutd::store::sqlite
