// store/sqlite/transaction.h: the Transaction of sqlite_store.cc. Private to the driver.
#pragma once

#include "store/committed.h"
#include "store/open_changes.h"
#include "store/sqlite/reads.h"

namespace payoutd::store::sqlite {

// Throws Failure for what is not a refusal; SqliteStore turns it into an error.
class SqliteTransaction final : public Transaction, public SqliteReads {
 public:
  explicit SqliteTransaction(Connection& writer) : SqliteReads(writer), writer_(writer) {}

  // Each work of a batch is a part: what it has touched and not yet stored can be forgotten alone.
  void begin_part() {
    changes_.begin_part();
    moves_before_part_ = recorded_.moves.size();
    attempts_before_part_ = recorded_.attempts.size();
  }
  void forget_part() {
    changes_.undo_part();
    recorded_.moves.resize(moves_before_part_);
    recorded_.attempts.resize(attempts_before_part_);
  }
  // By the parts that were not forgotten.
  const Committed& recorded() const { return recorded_; }
  // Stores the owners and accounts that were touched; before the commit.
  void store_changes();

  base::Result<Owner> create_owner(OwnerKind kind, access::Mode mode, const payouts::OwnerId& id,
                                   std::string_view name, base::Timestamp now) override;
  base::Status add_api_key(const NewApiKeyRow& key, base::Timestamp now) override;
  base::Status add_session(const NewSessionRow& session, base::Timestamp now) override;
  base::Status revoke_api_key(std::string_view key, base::Timestamp now) override;
  void extend_session(const base::Uuid& id, base::Timestamp expires_at,
                      base::Timestamp seen_at) override;
  bool revoke_session(payouts::OwnerKey user, const base::Uuid& id, base::Timestamp now) override;
  void delete_expired_sessions(payouts::OwnerKey user, base::Timestamp now,
                               uint32_t limit) override;
  void add_login_code(const LoginCode& code) override;
  void update_login_code(const LoginCode& code) override;
  void delete_login_codes(base::Timestamp before, uint32_t limit) override;
  void set_display_name(payouts::OwnerKey user, const std::optional<std::string>& name,
                        base::Timestamp now) override;
  base::Status revoke_credentials(payouts::OwnerKey owner, base::Timestamp now) override;
  base::Result<Owner*> change_owner(payouts::OwnerKey owner) override;
  CurrencyAccounts& change_accounts(payouts::OwnerKey owner, money::Currency currency) override;
  std::vector<CurrencyAccounts> find_accounts(payouts::OwnerKey owner) override;
  base::Status insert_payout(payouts::OwnerKey owner, const payouts::PayoutView& payout,
                             std::optional<EntryNumber> hold_entry,
                             std::optional<base::Timestamp> due_at) override;
  void update_payout(const StoredPayout& payout) override;
  void add_details(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                   const PayoutDetails& details) override;
  void add_history(payouts::OwnerKey owner, payouts::PayoutNumber payout, int64_t position,
                   int64_t event, const base::Uuid& event_id,
                   const payouts::HistoryRow& row) override;
  int64_t count_history(payouts::OwnerKey owner, payouts::PayoutNumber payout) override;
  void add_entry(payouts::OwnerKey owner, const StoredEntry& entry) override;
  void set_fee_schedule(payouts::OwnerKey owner, const payouts::FeeSchedule& schedule,
                        base::Timestamp now) override;
  void add_idempotency(payouts::OwnerKey owner, const IdempotencyRecord& record) override;
  void put_attempt(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                   const payouts::Attempt& attempt) override;
  void add_beneficiary(payouts::OwnerKey owner, const Beneficiary& beneficiary,
                       std::string_view search_text) override;
  bool delete_beneficiary(payouts::OwnerKey owner, const payouts::BeneficiaryId& id,
                          base::Timestamp now) override;
  void put_total(payouts::OwnerKey owner, const payouts::BeneficiaryId& id,
                 const BeneficiaryTotal& total) override;
  base::Status add_operator(const OperatorRow& row) override;
  base::Status revoke_operator(std::string_view name, base::Timestamp now) override;
  void put_approval(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                    const Approval& approval) override;
  void add_operator_request(const OperatorRequest& request) override;
  void append_audit(const access::AuditLine& line) override;
  int64_t revoke_sessions(payouts::OwnerKey owner, base::Timestamp now) override;

  // Of ReferralWrites.
  void put_profile(payouts::OwnerKey user, const Profile& profile) override;
  void put_code(const ReferralCode& code) override;
  void put_invitee(payouts::OwnerKey inviter, const Invitee& invitee) override;
  void add_reward(payouts::OwnerKey user, const referrals::Reward& reward) override;
  void update_reward(payouts::OwnerKey user, const referrals::Reward& reward) override;
  void add_reward_use(payouts::OwnerKey user, payouts::PayoutNumber payout,
                      const RewardUse& use) override;
  void add_referral_payment(const ReferralPayment& payment) override;
  void add_spending(payouts::OwnerKey user, const Spending& spending) override;
  void add_attribution(payouts::OwnerKey user, const Attribution& attribution,
                       std::optional<payouts::OwnerKey> invitee) override;

 private:
  void store_accounts(payouts::OwnerKey owner, const OpenChanges::Accounts& accounts);

  Connection& writer_;
  OpenChanges changes_;
  Committed recorded_;
  size_t moves_before_part_ = 0;
  size_t attempts_before_part_ = 0;
};

}  // namespace payoutd::store::sqlite
