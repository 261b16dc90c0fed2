// store/records.h: what is kept beside payouts, as the store hands it out and takes it in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/credentials.h"
#include "base/secret.h"
#include "base/timestamp.h"
#include "ledger/entry.h"
#include "payouts/attempt.h"
#include "payouts/fees.h"
#include "payouts/move.h"
#include "payouts/new_payout.h"
#include "payouts/payout.h"

namespace payoutd::store {

// Who payouts belong to. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class OwnerKind : int16_t { client = 0, user = 1 };

// An owner's entries of the ledger and events are numbered 1, 2, 3 … without a gap.
using EntryNumber = int64_t;

struct Owner {
  payouts::OwnerKey key;
  payouts::OwnerId id;
  OwnerKind kind = OwnerKind::client;
  access::Mode mode = access::Mode::live;
  std::string name;  // a client's name, a user's e-mail address (lower case)
  payouts::Version version = 0;
  payouts::PayoutNumber payout_count = 0;  // also the number of the next payout
  EntryNumber entry_count = 0;             // also the number of the last entry
  int64_t event_count = 0;                 // likewise
  int64_t wallet_count = 0;                // also the last wallet_id
  int64_t beneficiary_count = 0;           // deleted ones too
  int64_t reward_count = 0;                // also the number of the last reward
  int64_t invitee_count = 0;               // likewise
  int64_t attribution_count = 0;           // likewise
  base::Timestamp created_at;
};

// Transactions that touch an owner are counted over all owners: 1, 2, 3 … An owner has the number
// of the last that raised its version.
using Touch = int64_t;

// What whoever follows the payouts of many owners must know of each.
struct OwnerVersion {
  payouts::OwnerKey key;
  payouts::Version version = 0;
  payouts::PayoutNumber payout_count = 0;
};

// A payout with what only payoutd itself looks at.
struct StoredPayout {
  payouts::OwnerKey owner;
  payouts::Payout payout;
  std::optional<EntryNumber> hold_entry;  // nothing: history from elsewhere holds no money
  // When payoutd must look at it next: send it, ask its rail, let it expire. Nothing: never.
  std::optional<base::Timestamp> due_at;
};

// What few payouts have.
struct PayoutDetails {
  std::string metadata;            // JSON object, or empty
  std::string sealed_identifiers;  // ciphertext (base/seal.h), or empty
  bool notify_beneficiary = false;
};

// An API key's signing secret, which is sealed under the key's name.
struct SealedSecret {
  std::string api_key;
  std::string sealed;
};

struct StoredEntry {
  EntryNumber number = 0;
  ledger::Entry entry;
  money::Amount amount;  // all that moves
  std::optional<payouts::PayoutNumber> payout;
  std::optional<EntryNumber> resolves;
  std::string remarks;
  base::Timestamp created_at;
  std::optional<int64_t> reward{};  // of the owner: what it credits, unlocks or takes back
};

// An owner's accounts in one currency, all seven; those that nothing was posted to have counters of
// 0. The owner has a wallet there if wallet_id is set.
struct CurrencyAccounts {
  std::vector<ledger::Account> accounts;  // by kind
  std::optional<int64_t> wallet_id;
  base::Timestamp created_at;  // of the wallet
  base::Timestamp updated_at;

  money::Currency currency() const { return accounts.front().currency; }
  const ledger::Account& wallet() const { return accounts.front(); }
};

struct IdempotencyRecord {
  std::string key;
  base::Sha256 meaning{};
  std::optional<payouts::PayoutNumber> payout;  // what it created; nothing for a batch
  std::string answer;                           // of a batch: what became of each of its payouts
  base::Timestamp created_at;
};

struct Beneficiary {
  payouts::BeneficiaryId id;
  int64_t number = 0;
  payouts::BeneficiaryDetails details;  // identifiers sealed
  std::string metadata;
  base::Timestamp created_at;
};

// A beneficiary's payouts in one currency that did not end unpaid.
struct BeneficiaryTotal {
  money::Currency currency;
  int64_t payouts = 0;
  money::Sum amount_micro = 0;
  base::Timestamp last_payout_at;
};

enum class BeneficiarySort { created_at, email, first_name, last_name };

struct BeneficiaryQuery {
  std::string search{};  // folded; empty: all
  BeneficiarySort sort = BeneficiarySort::created_at;
  bool descending = true;
  uint64_t offset = 0;
  uint32_t limit = 20;
};

// What moved a wallet: a funding, or a payout's hold with the status of its payout.
struct WalletTransaction {
  EntryNumber number = 0;
  ledger::Purpose purpose = ledger::Purpose::funding;
  money::Amount amount;
  std::optional<payouts::PayoutId> payout_id;
  std::optional<payouts::Status> payout_status;
  std::string remarks;
  base::Timestamp created_at;
};

enum class TransactionStatus { pending, completed, failed };

struct TransactionQuery {
  std::optional<ledger::Purpose> purpose{};  // funding or payout_held
  std::optional<TransactionStatus> status{};
  std::optional<money::Currency> currency{};  // of one wallet
  std::optional<EntryNumber> number{};        // this one alone
  bool by_amount = false;                     // else by number, which is by creation
  bool descending = true;
  uint64_t offset = 0;
  uint32_t limit = 50;
};

template <class Row>
struct PageOf {
  uint64_t total = 0;
  std::vector<Row> rows;
};

// A payout that payoutd must look at.
struct DuePayout {
  payouts::OwnerKey owner;
  payouts::PayoutNumber number = 0;
  payouts::Status status = payouts::Status::created;
  base::Timestamp due_at;
};

// The payouts of all owners that have one open status.
struct OpenPayouts {
  static constexpr int64_t counted_max = 100'000;  // counting has an end

  payouts::Status status = payouts::Status::created;
  int64_t count = 0;                         // counted_max: so many or more
  std::optional<base::Timestamp> first_due;  // nothing: there is none
};

}  // namespace payoutd::store
