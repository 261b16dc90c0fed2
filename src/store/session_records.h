// store/session_records.h: sessions, as the store takes them in.
#pragma once

#include <string>

#include "access/credentials.h"
#include "base/secret.h"
#include "base/timestamp.h"
#include "base/uuid.h"
#include "payouts/payout.h"

namespace payoutd::store {

struct NewSessionRow {
  payouts::OwnerKey owner;
  base::Sha256 token_hash{};
  base::Timestamp expires_at;
  base::Uuid id;  // its name, no secret
  access::Provider provider = access::Provider::email;
  std::string user_agent{};      // UTF-8; empty: not known
  std::string remote_address{};  // likewise
};

}  // namespace payoutd::store
