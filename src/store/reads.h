// store/reads.h: what can be asked of one consistent state of the store, by key. The rest of what
// can be asked is in store.h.
//
// An engine that fails ends the work that reads: the call does not return, and Store::read or
// Store::write gives the error (store.h lists them).
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/operator_records.h"
#include "store/records.h"
#include "store/referrals.h"
#include "store/session_records.h"

namespace payoutd::store {

class PayoutSink;  // store/store.h

// Used by one thread, during the call that handed it out.
class Reads : public ReferralReads {
 public:
  virtual std::optional<StoredPayout> find_payout(payouts::OwnerKey owner,
                                                  const payouts::PayoutId& id) = 0;
  // Whoever it belongs to: for operators.
  virtual std::optional<StoredPayout> find_payout(const payouts::PayoutId& id) = 0;
  virtual std::optional<StoredPayout> find_payout(payouts::OwnerKey owner,
                                                  payouts::PayoutNumber number) = 0;
  virtual std::optional<StoredPayout> find_payout_by_reference(payouts::OwnerKey owner,
                                                               std::string_view reference_id) = 0;
  // Nothing: there is nothing to say beside the payout.
  virtual std::optional<PayoutDetails> find_details(payouts::OwnerKey owner,
                                                    payouts::PayoutNumber payout) = 0;
  virtual std::vector<payouts::HistoryRow> find_history(payouts::OwnerKey owner,
                                                        payouts::PayoutNumber payout) = 0;
  virtual std::vector<payouts::Attempt> find_attempts(payouts::OwnerKey owner,
                                                      payouts::PayoutNumber payout) = 0;

  virtual std::optional<StoredEntry> find_entry(payouts::OwnerKey owner, EntryNumber number) = 0;
  // What posted or voided a pending entry.
  virtual std::optional<StoredEntry> find_resolution(payouts::OwnerKey owner,
                                                     EntryNumber pending) = 0;

  virtual std::optional<IdempotencyRecord> find_idempotency(payouts::OwnerKey owner,
                                                            std::string_view key) = 0;
  virtual std::optional<payouts::FeeSchedule> find_fee_schedule(payouts::OwnerKey owner,
                                                                money::Currency currency) = 0;

  // Every currency in which something was posted or a wallet was made, in order of code.
  virtual std::vector<CurrencyAccounts> find_accounts(payouts::OwnerKey owner) = 0;

  // Not deleted ones.
  virtual std::optional<Beneficiary> find_beneficiary(payouts::OwnerKey owner,
                                                      const payouts::BeneficiaryId& id) = 0;
  virtual std::vector<BeneficiaryTotal> find_totals(payouts::OwnerKey owner,
                                                    const payouts::BeneficiaryId& id) = 0;
  virtual PageOf<Beneficiary> list_beneficiaries(payouts::OwnerKey owner,
                                                 const BeneficiaryQuery& query) = 0;
  virtual PageOf<WalletTransaction> list_transactions(payouts::OwnerKey owner,
                                                      const TransactionQuery& query) = 0;

  virtual std::optional<Owner> find_user_by_email(std::string_view email) = 0;  // lower case
  // Nothing for an owner who is no user.
  virtual std::optional<UserProfile> find_user_profile(payouts::OwnerKey user) = 0;
  virtual std::optional<Session> find_session(const base::Uuid& id) = 0;
  // Those that work at `now`, newest first.
  virtual std::vector<Session> list_sessions(payouts::OwnerKey user, base::Timestamp now) = 0;
  virtual std::optional<LoginCode> find_login_code(const base::Uuid& request_id) = 0;
  // When the address's codes after `since` were made, oldest first.
  virtual std::vector<base::Timestamp> login_codes_since(std::string_view email,
                                                         base::Timestamp since) = 0;

  // The payouts of all owners that have the status and are due at `now`, longest due first.
  virtual std::vector<DuePayout> find_due(payouts::Status status, base::Timestamp now,
                                          uint32_t limit) = 0;
  // When the first one is due that is due later than `time`; nothing if none ever is.
  virtual std::optional<base::Timestamp> next_due(base::Timestamp time) = 0;

  virtual std::optional<Owner> find_owner(payouts::OwnerKey key) = 0;
  virtual std::optional<Owner> find_owner(const payouts::OwnerId& id) = 0;
  // Newest first.
  virtual PageOf<Owner> list_owners(const OwnerQuery& query) = 0;
  // The greatest one of all owners; 0: there are none.
  virtual Touch last_touch() = 0;
  // Owners with a greater touch than `after`, in order of it.
  virtual std::vector<OwnerVersion> list_touched(Touch after) = 0;
  virtual uint64_t count_payouts() = 0;  // of all owners
  // As Store::read_payouts, of this state.
  virtual base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner,
                                                      payouts::Version after, PayoutSink& sink) = 0;
  // Gives all payouts that `scan` asks for, in no order; a view lives until `take` returns.
  using TakePayout = std::function<void(payouts::OwnerKey, const payouts::PayoutView&)>;
  virtual void scan_payouts(const PayoutScan& scan, const TakePayout& take) = 0;

  // Revoked ones too.
  virtual std::optional<OperatorRow> find_operator(const base::Sha256& token_hash) = 0;
  virtual std::vector<OperatorRow> list_operators() = 0;  // by name
  virtual bool has_working_operator() = 0;
  // Of operators that work, and of the setting's: by name.
  virtual std::vector<Approval> find_approvals(payouts::OwnerKey owner,
                                               payouts::PayoutNumber payout) = 0;
  virtual std::optional<OperatorRequest> find_operator_request(std::string_view operator_name,
                                                               std::string_view key) = 0;
  virtual AuditHead audit_head() = 0;
  // Newest first, with numbers below `before`.
  virtual std::vector<access::AuditLine> list_audit(int64_t before, uint32_t limit) = 0;
  // All lines, by number.
  virtual void read_audit(const std::function<void(const access::AuditLine&)>& take) = 0;
  // Of each status that is not final. Reads counted_max rows of an index for each, at most.
  virtual std::vector<OpenPayouts> count_open() = 0;
  // Of the newest API key, to try a sealing key on; nothing: there is none so far.
  virtual std::optional<SealedSecret> find_sealed_secret() = 0;
};

}  // namespace payoutd::store
