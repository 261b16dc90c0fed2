// store/session_records.h: sessions, the codes that open them, and what is known of users beside
// their payouts, as the store hands them out and takes them in.
#pragma once

#include <cstdint>
#include <optional>
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

// A session as it is shown to its user.
struct Session {
  base::Uuid id;
  payouts::OwnerKey owner;
  access::Provider provider = access::Provider::email;
  base::Timestamp created_at;
  base::Timestamp last_seen_at;
  base::Timestamp expires_at;
  std::optional<base::Timestamp> revoked_at;
  std::string user_agent;
  std::string remote_address;
};

// A code that was sent to an address.
struct LoginCode {
  base::Uuid request_id;
  std::string email;  // trimmed, lower case
  base::Sha256 code_hash{};
  int64_t attempts = 0;  // wrong ones
  base::Timestamp created_at;
  base::Timestamp expires_at;
  std::optional<base::Timestamp> used_at{};
};

// What a user is shown of themselves.
struct UserProfile {
  payouts::OwnerId id;
  std::string email;
  std::optional<std::string> display_name;
  base::Timestamp created_at;
  base::Timestamp updated_at;
};

}  // namespace payoutd::store
