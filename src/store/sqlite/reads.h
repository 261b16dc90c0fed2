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
  std::optional<Owner> find_user_by_email(std::string_view email) override;
  std::optional<UserProfile> find_user_profile(payouts::OwnerKey user) override;
  std::optional<Session> find_session(const base::Uuid& id) override;
  std::vector<Session> list_sessions(payouts::OwnerKey user, base::Timestamp now) override;
  std::optional<LoginCode> find_login_code(const base::Uuid& request_id) override;
  std::vector<base::Timestamp> login_codes_since(std::string_view email,
                                                 base::Timestamp since) override;
  std::vector<DuePayout> find_due(payouts::Status status, base::Timestamp now,
                                  uint32_t limit) override;
  std::optional<base::Timestamp> next_due(base::Timestamp time) override;
  std::optional<Owner> find_owner(payouts::OwnerKey key) override;
  std::optional<Owner> find_owner(const payouts::OwnerId& id) override;
  PageOf<Owner> list_owners(const OwnerQuery& query) override;
  Touch last_touch() override;
  std::vector<OwnerVersion> list_touched(Touch after) override;
  uint64_t count_payouts() override;
  base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner, payouts::Version after,
                                              PayoutSink& sink) override;
  void scan_payouts(const PayoutScan& scan, const TakePayout& take) override;
  std::optional<OperatorRow> find_operator(const base::Sha256& token_hash) override;
  std::vector<OperatorRow> list_operators() override;
  bool has_working_operator() override;
  std::vector<Approval> find_approvals(payouts::OwnerKey owner,
                                       payouts::PayoutNumber payout) override;
  std::optional<OperatorRequest> find_operator_request(std::string_view operator_name,
                                                       std::string_view key) override;
  AuditHead audit_head() override;
  std::vector<access::AuditLine> list_audit(int64_t before, uint32_t limit) override;
  void read_audit(const std::function<void(const access::AuditLine&)>& take) override;

  // Of ReferralReads.
  std::optional<UserName> find_user(const payouts::OwnerId& id) override;
  std::optional<UserName> find_user(payouts::OwnerKey key) override;
  std::optional<Profile> find_profile(payouts::OwnerKey user) override;
  std::optional<ReferralCode> find_code(std::string_view code) override;
  std::optional<ReferralCode> find_code_of(payouts::OwnerKey user) override;
  std::vector<ShownInvitee> list_invitees(payouts::OwnerKey user, uint64_t offset,
                                          uint32_t limit) override;
  std::optional<ShownInvitee> find_invitee(payouts::OwnerKey user, int64_t number) override;
  int64_t count_paid_invitees(payouts::OwnerKey user) override;
  std::optional<StoredReward> find_reward(const referrals::RewardId& id) override;
  std::optional<StoredReward> find_reward(payouts::OwnerKey user, int64_t number) override;
  std::vector<StoredReward> list_rewards(payouts::OwnerKey user, const RewardQuery& query) override;
  std::vector<referrals::Reward> find_free_rewards(payouts::OwnerKey user, money::Currency currency,
                                                   int64_t after, uint32_t limit) override;
  std::vector<RewardUse> find_reward_uses(payouts::OwnerKey user,
                                          payouts::PayoutNumber payout) override;
  std::vector<LockedReward> find_locked_rewards(base::Timestamp now, uint32_t limit) override;
  std::optional<base::Timestamp> next_unlock() override;
  std::optional<ReferralPayment> find_referral_payment(std::string_view payment_id) override;
  std::optional<Spending> find_spending(payouts::OwnerKey user,
                                        std::string_view invoice_id) override;
  std::vector<Attribution> list_attributions(payouts::OwnerKey user, uint32_t limit) override;
  std::vector<OpenPayouts> count_open() override;
  std::optional<SealedSecret> find_sealed_secret() override;

  // Owners that have payouts, by key.
  std::vector<OwnerVersion> list_with_payouts();
  // See Store::read_books.
  void read_books(payouts::OwnerKey owner, BooksSink& sink);
  // Of all owners; for Store::check_integrity.
  std::vector<std::string> find_referral_damage();

 protected:
  // Of one currency; all counters 0 and no wallet if nothing is stored.
  CurrencyAccounts read_accounts(payouts::OwnerKey owner, money::Currency currency);

 private:
  int64_t number_behind(std::string_view last, payouts::OwnerKey owner, uint64_t offset);
  StoredEntry read_entry(payouts::OwnerKey owner, const Statement& row);
  void read_referral_books(payouts::OwnerKey owner, BooksSink& sink);

  Connection& connection_;
};

}  // namespace payoutd::store::sqlite
