// sim/pass_through_transaction.h: a transaction that hands everything on to another one, for plants
// that change one thing about it.
#pragma once

#include "store/transaction.h"

namespace payoutd::sim {

using payouts::OwnerKey;
using payouts::PayoutNumber;

class PassThroughTransaction : public store::Transaction {
 public:
  explicit PassThroughTransaction(store::Transaction& real) : real_(real) {}

  std::optional<store::StoredPayout> find_payout(OwnerKey owner,
                                                 const payouts::PayoutId& id) override {
    return real_.find_payout(owner, id);
  }
  std::optional<store::StoredPayout> find_payout(const payouts::PayoutId& id) override {
    return real_.find_payout(id);
  }
  std::optional<store::StoredPayout> find_payout(OwnerKey owner, PayoutNumber number) override {
    return real_.find_payout(owner, number);
  }
  std::optional<store::StoredPayout> find_payout_by_reference(OwnerKey owner,
                                                              std::string_view reference) override {
    return real_.find_payout_by_reference(owner, reference);
  }
  std::optional<store::PayoutDetails> find_details(OwnerKey owner, PayoutNumber number) override {
    return real_.find_details(owner, number);
  }
  std::vector<payouts::HistoryRow> find_history(OwnerKey owner, PayoutNumber number) override {
    return real_.find_history(owner, number);
  }
  std::vector<payouts::Attempt> find_attempts(OwnerKey owner, PayoutNumber number) override {
    return real_.find_attempts(owner, number);
  }
  std::optional<store::StoredEntry> find_entry(OwnerKey owner, store::EntryNumber entry) override {
    return real_.find_entry(owner, entry);
  }
  std::optional<store::StoredEntry> find_resolution(OwnerKey owner,
                                                    store::EntryNumber pending) override {
    return real_.find_resolution(owner, pending);
  }
  std::optional<store::IdempotencyRecord> find_idempotency(OwnerKey owner,
                                                           std::string_view key) override {
    return real_.find_idempotency(owner, key);
  }
  std::optional<payouts::FeeSchedule> find_fee_schedule(OwnerKey owner,
                                                        money::Currency currency) override {
    return real_.find_fee_schedule(owner, currency);
  }
  std::vector<store::CurrencyAccounts> find_accounts(OwnerKey owner) override {
    return real_.find_accounts(owner);
  }
  std::optional<store::Beneficiary> find_beneficiary(OwnerKey owner,
                                                     const payouts::BeneficiaryId& id) override {
    return real_.find_beneficiary(owner, id);
  }
  std::vector<store::BeneficiaryTotal> find_totals(OwnerKey owner,
                                                   const payouts::BeneficiaryId& id) override {
    return real_.find_totals(owner, id);
  }
  store::PageOf<store::Beneficiary> list_beneficiaries(
      OwnerKey owner, const store::BeneficiaryQuery& query) override {
    return real_.list_beneficiaries(owner, query);
  }
  store::PageOf<store::WalletTransaction> list_transactions(
      OwnerKey owner, const store::TransactionQuery& query) override {
    return real_.list_transactions(owner, query);
  }
  std::vector<store::DuePayout> find_due(payouts::Status status, base::Timestamp now,
                                         uint32_t limit) override {
    return real_.find_due(status, now, limit);
  }
  std::optional<base::Timestamp> next_due(base::Timestamp time) override {
    return real_.next_due(time);
  }
  std::optional<store::Owner> find_owner(OwnerKey key) override { return real_.find_owner(key); }
  std::optional<store::Owner> find_owner(const payouts::OwnerId& id) override {
    return real_.find_owner(id);
  }
  store::PageOf<store::Owner> list_owners(const store::OwnerQuery& query) override {
    return real_.list_owners(query);
  }
  store::Touch last_touch() override { return real_.last_touch(); }
  std::vector<store::OwnerVersion> list_touched(store::Touch after) override {
    return real_.list_touched(after);
  }
  uint64_t count_payouts() override { return real_.count_payouts(); }
  base::Result<payouts::Version> read_payouts(OwnerKey owner, payouts::Version after,
                                              store::PayoutSink& sink) override {
    return real_.read_payouts(owner, after, sink);
  }
  void scan_payouts(const store::PayoutScan& scan, const TakePayout& take) override {
    real_.scan_payouts(scan, take);
  }
  std::optional<store::OperatorRow> find_operator(const base::Sha256& token_hash) override {
    return real_.find_operator(token_hash);
  }
  std::vector<store::OperatorRow> list_operators() override { return real_.list_operators(); }
  bool has_working_operator() override { return real_.has_working_operator(); }
  std::vector<store::Approval> find_approvals(OwnerKey owner, PayoutNumber payout) override {
    return real_.find_approvals(owner, payout);
  }
  std::optional<store::OperatorRequest> find_operator_request(std::string_view operator_name,
                                                              std::string_view key) override {
    return real_.find_operator_request(operator_name, key);
  }
  store::AuditHead audit_head() override { return real_.audit_head(); }
  std::vector<access::AuditLine> list_audit(int64_t before, uint32_t limit) override {
    return real_.list_audit(before, limit);
  }
  void read_audit(const std::function<void(const access::AuditLine&)>& take) override {
    real_.read_audit(take);
  }

  std::optional<store::Owner> find_user_by_email(std::string_view email) override {
    return real_.find_user_by_email(email);
  }
  std::optional<store::UserProfile> find_user_profile(OwnerKey user) override {
    return real_.find_user_profile(user);
  }
  std::optional<store::Session> find_session(const base::Uuid& id) override {
    return real_.find_session(id);
  }
  std::vector<store::Session> list_sessions(OwnerKey user, base::Timestamp now) override {
    return real_.list_sessions(user, now);
  }
  std::optional<store::LoginCode> find_login_code(const base::Uuid& request_id) override {
    return real_.find_login_code(request_id);
  }
  std::vector<base::Timestamp> login_codes_since(std::string_view email,
                                                 base::Timestamp since) override {
    return real_.login_codes_since(email, since);
  }
  std::vector<store::OpenPayouts> count_open() override { return real_.count_open(); }
  std::optional<store::SealedSecret> find_sealed_secret() override {
    return real_.find_sealed_secret();
  }

  base::Result<store::Owner> create_owner(store::OwnerKind kind, access::Mode mode,
                                          const payouts::OwnerId& id, std::string_view name,
                                          base::Timestamp now) override {
    return real_.create_owner(kind, mode, id, name, now);
  }
  base::Status add_api_key(const store::NewApiKeyRow& key, base::Timestamp now) override {
    return real_.add_api_key(key, now);
  }
  base::Status add_session(const store::NewSessionRow& session, base::Timestamp now) override {
    return real_.add_session(session, now);
  }
  base::Status revoke_api_key(std::string_view key, base::Timestamp now) override {
    return real_.revoke_api_key(key, now);
  }
  void extend_session(const base::Uuid& id, base::Timestamp expires_at,
                      base::Timestamp seen_at) override {
    real_.extend_session(id, expires_at, seen_at);
  }
  bool revoke_session(OwnerKey user, const base::Uuid& id, base::Timestamp now) override {
    return real_.revoke_session(user, id, now);
  }
  void delete_expired_sessions(OwnerKey user, base::Timestamp now, uint32_t limit) override {
    real_.delete_expired_sessions(user, now, limit);
  }
  void add_login_code(const store::LoginCode& code) override { real_.add_login_code(code); }
  void update_login_code(const store::LoginCode& code) override { real_.update_login_code(code); }
  void delete_login_codes(base::Timestamp before, uint32_t limit) override {
    real_.delete_login_codes(before, limit);
  }
  void set_display_name(OwnerKey user, const std::optional<std::string>& name,
                        base::Timestamp now) override {
    real_.set_display_name(user, name, now);
  }
  base::Status revoke_credentials(OwnerKey owner, base::Timestamp now) override {
    return real_.revoke_credentials(owner, now);
  }
  base::Result<store::Owner*> change_owner(OwnerKey owner) override {
    return real_.change_owner(owner);
  }
  store::CurrencyAccounts& change_accounts(OwnerKey owner, money::Currency currency) override {
    return real_.change_accounts(owner, currency);
  }
  base::Status insert_payout(OwnerKey owner, const payouts::PayoutView& payout,
                             std::optional<store::EntryNumber> hold_entry,
                             std::optional<base::Timestamp> due_at) override {
    return real_.insert_payout(owner, payout, hold_entry, due_at);
  }
  void update_payout(const store::StoredPayout& payout) override { real_.update_payout(payout); }
  void add_details(OwnerKey owner, PayoutNumber payout,
                   const store::PayoutDetails& details) override {
    real_.add_details(owner, payout, details);
  }
  void add_history(OwnerKey owner, PayoutNumber payout, int64_t position, int64_t event,
                   const base::Uuid& event_id, const payouts::HistoryRow& row) override {
    real_.add_history(owner, payout, position, event, event_id, row);
  }
  int64_t count_history(OwnerKey owner, PayoutNumber payout) override {
    return real_.count_history(owner, payout);
  }
  void add_entry(OwnerKey owner, const store::StoredEntry& entry) override {
    real_.add_entry(owner, entry);
  }
  void set_fee_schedule(OwnerKey owner, const payouts::FeeSchedule& schedule,
                        base::Timestamp now) override {
    real_.set_fee_schedule(owner, schedule, now);
  }
  void add_idempotency(OwnerKey owner, const store::IdempotencyRecord& record) override {
    real_.add_idempotency(owner, record);
  }
  void put_attempt(OwnerKey owner, PayoutNumber payout, const payouts::Attempt& attempt) override {
    real_.put_attempt(owner, payout, attempt);
  }
  void add_beneficiary(OwnerKey owner, const store::Beneficiary& beneficiary,
                       std::string_view search_text) override {
    real_.add_beneficiary(owner, beneficiary, search_text);
  }
  bool delete_beneficiary(OwnerKey owner, const payouts::BeneficiaryId& id,
                          base::Timestamp now) override {
    return real_.delete_beneficiary(owner, id, now);
  }
  void put_total(OwnerKey owner, const payouts::BeneficiaryId& id,
                 const store::BeneficiaryTotal& total) override {
    real_.put_total(owner, id, total);
  }
  base::Status add_operator(const store::OperatorRow& row) override {
    return real_.add_operator(row);
  }
  base::Status revoke_operator(std::string_view name, base::Timestamp now) override {
    return real_.revoke_operator(name, now);
  }
  void put_approval(OwnerKey owner, PayoutNumber payout, const store::Approval& approval) override {
    real_.put_approval(owner, payout, approval);
  }
  void add_operator_request(const store::OperatorRequest& request) override {
    real_.add_operator_request(request);
  }
  void append_audit(const access::AuditLine& line) override { real_.append_audit(line); }
  int64_t revoke_sessions(OwnerKey owner, base::Timestamp now) override {
    return real_.revoke_sessions(owner, now);
  }

  std::optional<store::UserName> find_user(const payouts::OwnerId& id) override {
    return real_.find_user(id);
  }
  std::optional<store::UserName> find_user(OwnerKey key) override { return real_.find_user(key); }
  std::optional<store::Profile> find_profile(OwnerKey user) override {
    return real_.find_profile(user);
  }
  std::optional<store::ReferralCode> find_code(std::string_view code) override {
    return real_.find_code(code);
  }
  std::optional<store::ReferralCode> find_code_of(OwnerKey user) override {
    return real_.find_code_of(user);
  }
  std::vector<store::ShownInvitee> list_invitees(OwnerKey user, uint64_t offset,
                                                 uint32_t limit) override {
    return real_.list_invitees(user, offset, limit);
  }
  std::optional<store::ShownInvitee> find_invitee(OwnerKey user, int64_t number) override {
    return real_.find_invitee(user, number);
  }
  int64_t count_paid_invitees(OwnerKey user) override { return real_.count_paid_invitees(user); }
  std::optional<store::StoredReward> find_reward(const referrals::RewardId& id) override {
    return real_.find_reward(id);
  }
  std::optional<store::StoredReward> find_reward(OwnerKey user, int64_t number) override {
    return real_.find_reward(user, number);
  }
  std::vector<store::StoredReward> list_rewards(OwnerKey user,
                                                const store::RewardQuery& query) override {
    return real_.list_rewards(user, query);
  }
  std::vector<referrals::Reward> find_free_rewards(OwnerKey user, money::Currency currency,
                                                   int64_t after, uint32_t limit) override {
    return real_.find_free_rewards(user, currency, after, limit);
  }
  std::vector<store::RewardUse> find_reward_uses(OwnerKey user, PayoutNumber payout) override {
    return real_.find_reward_uses(user, payout);
  }
  std::vector<store::LockedReward> find_locked_rewards(base::Timestamp now,
                                                       uint32_t limit) override {
    return real_.find_locked_rewards(now, limit);
  }
  std::optional<base::Timestamp> next_unlock() override { return real_.next_unlock(); }
  std::optional<store::ReferralPayment> find_referral_payment(
      std::string_view payment_id) override {
    return real_.find_referral_payment(payment_id);
  }
  std::optional<store::Spending> find_spending(OwnerKey user,
                                               std::string_view invoice_id) override {
    return real_.find_spending(user, invoice_id);
  }
  std::vector<store::Attribution> list_attributions(OwnerKey user, uint32_t limit) override {
    return real_.list_attributions(user, limit);
  }
  void put_profile(OwnerKey user, const store::Profile& profile) override {
    real_.put_profile(user, profile);
  }
  void put_code(const store::ReferralCode& code) override { return real_.put_code(code); }
  void put_invitee(OwnerKey inviter, const store::Invitee& invitee) override {
    return real_.put_invitee(inviter, invitee);
  }
  void add_reward(OwnerKey user, const referrals::Reward& reward) override {
    return real_.add_reward(user, reward);
  }
  void update_reward(OwnerKey user, const referrals::Reward& reward) override {
    return real_.update_reward(user, reward);
  }
  void add_reward_use(OwnerKey user, PayoutNumber payout, const store::RewardUse& use) override {
    return real_.add_reward_use(user, payout, use);
  }
  void add_referral_payment(const store::ReferralPayment& payment) override {
    return real_.add_referral_payment(payment);
  }
  void add_spending(OwnerKey user, const store::Spending& spending) override {
    return real_.add_spending(user, spending);
  }
  void add_attribution(OwnerKey user, const store::Attribution& attribution,
                       std::optional<OwnerKey> invitee) override {
    return real_.add_attribution(user, attribution, invitee);
  }

 protected:
  store::Transaction& real() { return real_; }

 private:
  store::Transaction& real_;
};

}  // namespace payoutd::sim
