// store/transaction.h: one open write transaction, or one part of a batch of them. All of it
// happens or nothing does. Used by one thread.
//
// What it refuses is noted beside each call, and a call that refuses has written nothing; an engine
// that fails ends the work (see store/reads.h).
#pragma once

#include "base/result.h"
#include "store/reads.h"

namespace payoutd::store {

struct NewApiKeyRow {
  payouts::OwnerKey owner;
  std::string key;
  base::Sha256 secret_hash{};
  std::string sealed_signing_secret;  // ciphertext (base/seal.h)
  bool signature_required = false;
  std::string allowed_networks{};  // as access::Networks writes them; empty: any address
};

class Transaction : public virtual Reads, public ReferralWrites {
 public:
  // Refusals: `email_taken` (a user of that name exists).
  virtual base::Result<Owner> create_owner(OwnerKind kind, access::Mode mode,
                                           const payouts::OwnerId& id, std::string_view name,
                                           base::Timestamp now) = 0;
  virtual base::Status add_api_key(const NewApiKeyRow& key, base::Timestamp now) = 0;
  virtual base::Status add_session(const NewSessionRow& session, base::Timestamp now) = 0;
  // The key does not work any more after the commit; one that was revoked before keeps its time.
  // Refusals: `key_not_found`.
  virtual base::Status revoke_api_key(std::string_view key, base::Timestamp now) = 0;
  // Expires then, and was seen then, unless it says later already. Nothing if it was revoked.
  virtual void extend_session(const base::Uuid& id, base::Timestamp expires_at,
                              base::Timestamp seen_at) = 0;
  // False if the user has no such session that works.
  virtual bool revoke_session(payouts::OwnerKey user, const base::Uuid& id,
                              base::Timestamp now) = 0;
  // At most `limit` of the user's.
  virtual void delete_expired_sessions(payouts::OwnerKey user, base::Timestamp now,
                                       uint32_t limit) = 0;
  virtual void add_login_code(const LoginCode& code) = 0;
  // Stores its attempts and whether it was used.
  virtual void update_login_code(const LoginCode& code) = 0;
  // At most `limit` of those that were made before, oldest first.
  virtual void delete_login_codes(base::Timestamp before, uint32_t limit) = 0;
  virtual void set_display_name(payouts::OwnerKey user, const std::optional<std::string>& name,
                                base::Timestamp now) = 0;
  // No credential of the owner works any more after the commit.
  virtual base::Status revoke_credentials(payouts::OwnerKey owner, base::Timestamp now) = 0;

  // The owner, at a version that no reader has seen yet: rows written in this transaction carry it.
  // What the caller counts up there is stored at the commit. The pointer holds until the work ends.
  // Refusals: `owner_not_found`.
  virtual base::Result<Owner*> change_owner(payouts::OwnerKey owner) = 0;
  // The owner's accounts in a currency, likewise: ledger::post() changes them in place, and
  // find_accounts finds them changed.
  virtual CurrencyAccounts& change_accounts(payouts::OwnerKey owner, money::Currency currency) = 0;

  // Stores a payout whose number is the owner's payout_count so far and whose version is the
  // owner's. Refusals: `duplicate_reference` (the owner has a payout with that reference_id).
  virtual base::Status insert_payout(payouts::OwnerKey owner, const payouts::PayoutView& payout,
                                     std::optional<EntryNumber> hold_entry,
                                     std::optional<base::Timestamp> due_at) = 0;
  // Stores what a move can change of a payout, at the owner's version.
  virtual void update_payout(const StoredPayout& payout) = 0;
  virtual void add_details(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                           const PayoutDetails& details) = 0;
  // `position` is how many rows the payout's history has; `event` the owner's event_count.
  virtual void add_history(payouts::OwnerKey owner, payouts::PayoutNumber payout, int64_t position,
                           int64_t event, const base::Uuid& event_id,
                           const payouts::HistoryRow& row) = 0;
  virtual int64_t count_history(payouts::OwnerKey owner, payouts::PayoutNumber payout) = 0;

  // Its number is the owner's entry_count, counted up.
  virtual void add_entry(payouts::OwnerKey owner, const StoredEntry& entry) = 0;
  virtual void set_fee_schedule(payouts::OwnerKey owner, const payouts::FeeSchedule& schedule,
                                base::Timestamp now) = 0;

  virtual void add_idempotency(payouts::OwnerKey owner, const IdempotencyRecord& record) = 0;

  // An attempt is added and updated as a whole.
  virtual void put_attempt(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                           const payouts::Attempt& attempt) = 0;

  virtual void add_beneficiary(payouts::OwnerKey owner, const Beneficiary& beneficiary,
                               std::string_view search_text) = 0;
  // False if there is none.
  virtual bool delete_beneficiary(payouts::OwnerKey owner, const payouts::BeneficiaryId& id,
                                  base::Timestamp now) = 0;
  virtual void put_total(payouts::OwnerKey owner, const payouts::BeneficiaryId& id,
                         const BeneficiaryTotal& total) = 0;

  // Refusals: `operator_exists` (one has that name, or had it).
  virtual base::Status add_operator(const OperatorRow& row) = 0;
  // Its token does not work any more after the commit; one that was revoked before keeps its time.
  // Refusals: `operator_not_found`.
  virtual base::Status revoke_operator(std::string_view name, base::Timestamp now) = 0;
  // One for each operator and payout: the last one counts.
  virtual void put_approval(payouts::OwnerKey owner, payouts::PayoutNumber payout,
                            const Approval& approval) = 0;
  virtual void add_operator_request(const OperatorRequest& request) = 0;
  // The line becomes the log's head. Its number must be the head's next.
  virtual void append_audit(const access::AuditLine& line) = 0;
  // How many sessions of the owner's worked until now.
  virtual int64_t revoke_sessions(payouts::OwnerKey owner, base::Timestamp now) = 0;
};

}  // namespace payoutd::store
