// store/operator_records.h: what is kept of operators, of what they approve of and ask for, and of
// the audit log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/audit_chain.h"
#include "access/operator_token.h"
#include "store/records.h"

namespace payoutd::store {

struct OperatorRow {
  std::string name;
  base::Sha256 token_hash{};
  access::Roles roles;
  base::Timestamp created_at;
  std::optional<base::Timestamp> revoked_at{};
};

// What an operator has seen of a payout and approved of.
struct Approval {
  std::string operator_name;
  money::Amount amount;
  std::string network;  // empty: the payout had none
  std::string address;  // likewise
  base::Timestamp created_at;
};

// What an operator has asked for under a key, and what was answered.
struct OperatorRequest {
  std::string operator_name;
  std::string key;
  base::Sha256 meaning{};
  int64_t status = 0;
  std::string sealed_answer;  // ciphertext (base/seal.h)
  base::Timestamp created_at;
};

// The last line of the audit log, kept apart from the lines; 0 and zeros before the first.
struct AuditHead {
  int64_t number = 0;
  base::Sha256 hash{};
};

struct OwnerQuery {
  OwnerKind kind = OwnerKind::client;
  std::string name{};  // exact; empty: all
  uint64_t offset = 0;
  uint32_t limit = 20;
};

// Which of all payouts are looked at.
struct PayoutScan {
  std::optional<payouts::OwnerKey> owner{};        // nothing: all
  uint32_t statuses = 0;                           // a bit for each number; 0: every status
  base::Timestamp created_from{0};                 // inclusive
  base::Timestamp created_to = base::end_of_time;  // inclusive
  // Exact. With one of them only payouts on chains are looked at; empty: as if unset.
  std::string network{};
  std::string address{};
};

}  // namespace payoutd::store
