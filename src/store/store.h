// store/store.h: where everything is kept, in domain types: no SQL, no engine's type. One contract
// suite (store_contract.h) runs on every driver.
//
// Errors of every call, all of them unavailable: `store_busy` (another writer takes long),
// `store_full`, `store_read_only`, `store_unavailable` (nothing was done and a retry may help), and
// `store_damaged` (the database holds what payoutd never wrote: verify tells what). The refusals
// stand beside each call.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/credentials.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/timestamp.h"
#include "payouts/payout.h"

namespace payoutd::store {

// Who payouts belong to. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class OwnerKind : int16_t { client = 0, user = 1 };

struct Owner {
  payouts::OwnerKey key;
  payouts::OwnerId id;
  OwnerKind kind = OwnerKind::client;
  access::Mode mode = access::Mode::live;
  std::string name;  // a client's name, a user's e-mail address (lower case)
  payouts::Version version = 0;
  payouts::PayoutNumber payout_count = 0;  // also the number of the next payout
  base::Timestamp created_at;
};

// A client as its key finds it; `version` is the owner's current one.
struct ApiKeyOwner {
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;
  base::Sha256 secret_hash{};
  bool revoked = false;
  access::Mode mode = access::Mode::live;
  bool signature_required = false;
  std::string sealed_signing_secret;  // empty unless a signature is required
  std::string allowed_networks;       // as access::Networks writes them; empty: any address
};

// A user as a session finds it.
struct SessionOwner {
  payouts::OwnerKey owner;
  payouts::OwnerId owner_id;
  payouts::Version version = 0;
  base::Timestamp expires_at;
  bool revoked = false;
};

// Receives an owner's payouts; see Store::read_payouts.
class PayoutSink {
 public:
  virtual ~PayoutSink() = default;
  // Once, before the rows: the owner in the state that the rows are of.
  virtual void begin(const Owner& /*owner*/) {}
  virtual void payout(const payouts::PayoutView& payout) = 0;  // the view lives until it returns
  // A row holds what payoutd never wrote. True: go on without it; false: the read fails with
  // `store_damaged`.
  virtual bool skip_damaged(int64_t /*number*/, std::string_view /*what*/) { return false; }
};

struct NewApiKeyRow {
  payouts::OwnerKey owner;
  std::string key;
  base::Sha256 secret_hash{};
  std::string sealed_signing_secret;  // ciphertext (base/seal.h)
  bool signature_required = false;
  std::string allowed_networks{};  // as access::Networks writes them; empty: any address
};

// An API key as it is shown to its owner.
struct ApiKey {
  std::string key;
  bool signature_required = false;
  std::string allowed_networks;
  base::Timestamp created_at;
  std::optional<base::Timestamp> revoked_at;
};

struct NewSessionRow {
  payouts::OwnerKey owner;
  base::Sha256 token_hash{};
  base::Timestamp expires_at;
};

// One open write transaction. All of it happens or nothing does. Used by one thread.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Refusals: `email_taken` (a user of that name exists).
  virtual base::Result<Owner> create_owner(OwnerKind kind, access::Mode mode,
                                           const payouts::OwnerId& id, std::string_view name,
                                           base::Timestamp now) = 0;
  virtual base::Status add_api_key(const NewApiKeyRow& key, base::Timestamp now) = 0;
  virtual base::Status add_session(const NewSessionRow& session, base::Timestamp now) = 0;
  // The key does not work any more after the commit; one that was revoked before keeps its time.
  // Refusals: `key_not_found`.
  virtual base::Status revoke_api_key(std::string_view key, base::Timestamp now) = 0;
  // No credential of the owner works any more after the commit.
  virtual base::Status revoke_credentials(payouts::OwnerKey owner, base::Timestamp now) = 0;

  // Raises the owner's version and gives the owner as it is then: rows written in this transaction
  // carry that version. At most once per owner and transaction. Refusals: `owner_not_found`.
  virtual base::Result<Owner> begin_changes(payouts::OwnerKey owner) = 0;
  // Stores a payout whose number is the owner's payout_count so far and whose version is the one of
  // begin_changes. Refusals: `duplicate_reference` (the owner has a payout with that reference_id).
  // A refused payout leaves the transaction usable.
  virtual base::Status insert_payout(payouts::OwnerKey owner,
                                     const payouts::PayoutView& payout) = 0;
  // Must be called with the owner's new count before the commit if payouts were inserted.
  virtual base::Status set_payout_count(payouts::OwnerKey owner, payouts::PayoutNumber count) = 0;
};

// Safe from any thread.
class Store {
 public:
  template <class T>
  using Done = std::function<void(base::Result<T>)>;

  virtual ~Store() = default;

  // The two reads that begin every request. `done` is called once, perhaps before the call returns,
  // perhaps from another thread. What they say is true at a moment after the call began.
  virtual void find_api_key(std::string_view key, Done<std::optional<ApiKeyOwner>> done) = 0;
  virtual void find_session(const base::Sha256& token_hash,
                            Done<std::optional<SessionOwner>> done) = 0;

  virtual base::Result<std::optional<Owner>> find_owner(const payouts::OwnerId& id) = 0;
  virtual base::Result<std::vector<Owner>> all_owners() = 0;
  // All keys that the owner ever had, oldest first.
  virtual base::Result<std::vector<ApiKey>> list_api_keys(payouts::OwnerKey owner) = 0;

  // Gives `sink` the owner's payouts with a version above `after` as they are in one consistent
  // state, and returns the owner's version in that state. With `after` 0: all, in order of number.
  // New numbers come in order. Refusals: `owner_not_found`.
  virtual base::Result<payouts::Version> read_payouts(payouts::OwnerKey owner,
                                                      payouts::Version after, PayoutSink& sink) = 0;

  // Runs `work` in one write transaction: commits if it succeeds (durable when write() returns),
  // rolls back and returns its error if not. Writers wait for each other.
  virtual base::Status write(const std::function<base::Status(Transaction&)>& work) = 0;

  // Does the store answer? For /readyz.
  virtual base::Status ping() = 0;

  // What the engine itself finds wrong with its files; empty if nothing. May take minutes.
  virtual base::Result<std::vector<std::string>> check_integrity() = 0;
};

}  // namespace payoutd::store
