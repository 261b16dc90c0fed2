// store/sqlite/transaction.h: the Transaction of sqlite_store.cc. Private to the driver.
#pragma once

#include <set>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// Throws Failure for what is not a refusal; Store::write turns it into an error.
class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Connection& writer) : writer_(writer) {}

  base::Result<Owner> create_owner(OwnerKind kind, access::Mode mode, const payouts::OwnerId& id,
                                   std::string_view name, base::Timestamp now) override;
  base::Status add_api_key(const NewApiKeyRow& key, base::Timestamp now) override;
  base::Status add_session(const NewSessionRow& session, base::Timestamp now) override;
  base::Status revoke_api_key(std::string_view key, base::Timestamp now) override;
  base::Status revoke_credentials(payouts::OwnerKey owner, base::Timestamp now) override;
  base::Result<Owner> begin_changes(payouts::OwnerKey owner) override;
  base::Status insert_payout(payouts::OwnerKey owner, const payouts::PayoutView& payout) override;
  base::Status set_payout_count(payouts::OwnerKey owner, payouts::PayoutNumber count) override;

 private:
  Connection& writer_;
  std::set<payouts::OwnerKey> changing_;  // owners whose version was raised
};

}  // namespace payoutd::store::sqlite
