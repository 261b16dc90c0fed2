// store/migrations/v0001_owners_and_payouts.h: owners, what lets them in, and their payouts.
// Times are microseconds since 1970 UTC; money is micro-units; ids are 16 bytes (UUIDv7).
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0001_owners_and_payouts = R"sql(
CREATE TABLE owners (
  owner_key    INTEGER PRIMARY KEY,
  id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  kind         INTEGER NOT NULL CHECK (kind IN (0, 1)),  -- 0 client, 1 user
  mode         INTEGER NOT NULL CHECK (mode IN (0, 1)),  -- 0 live, 1 test
  name         TEXT    NOT NULL,                         -- of a user: the e-mail address
  version      INTEGER NOT NULL,  -- raised by every transaction that touches the owner's rows
  payout_count INTEGER NOT NULL,  -- and the number of the next payout
  created_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_by_email ON owners (name) WHERE kind = 1;

CREATE TABLE api_keys (
  api_key               TEXT    PRIMARY KEY,
  owner_key             INTEGER NOT NULL REFERENCES owners (owner_key),
  secret_hash           BLOB    NOT NULL CHECK (length(secret_hash) = 32),  -- SHA-256
  signing_secret_sealed BLOB    NOT NULL,                                   -- AES-256-GCM
  created_at            INTEGER NOT NULL,
  revoked_at            INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_owner ON api_keys (owner_key);

CREATE TABLE sessions (
  token_hash BLOB    PRIMARY KEY CHECK (length(token_hash) = 32),  -- SHA-256
  owner_key  INTEGER NOT NULL REFERENCES owners (owner_key),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_owner ON sessions (owner_key);

CREATE TABLE payouts (
  owner_key    INTEGER NOT NULL REFERENCES owners (owner_key),
  number       INTEGER NOT NULL CHECK (number >= 0),  -- 0, 1, 2 … within the owner
  version      INTEGER NOT NULL,                      -- of the owner, when last touched
  id           BLOB    NOT NULL CHECK (length(id) = 16),
  status       INTEGER NOT NULL CHECK (status BETWEEN 0 AND 8),
  currency     TEXT    NOT NULL CHECK (length(currency) = 3),  -- ISO 4217
  amount_micro INTEGER NOT NULL CHECK (amount_micro > 0),
  fees_micro   INTEGER NOT NULL CHECK (fees_micro >= 0),
  imported     INTEGER NOT NULL CHECK (imported IN (0, 1)),
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  queued_at    INTEGER,
  submitted_at INTEGER,
  completed_at INTEGER,
  failed_at    INTEGER,
  cancelled_at INTEGER,
  expired_at   INTEGER,
  reference_id           TEXT,
  beneficiary_email      TEXT,
  beneficiary_first_name TEXT,
  beneficiary_last_name  TEXT,
  beneficiary_country    TEXT,
  beneficiary_phone      TEXT,
  description            TEXT,
  failure_code           TEXT,
  failure_reason         TEXT,
  network TEXT,
  address TEXT,
  tx_hash TEXT,
  note    TEXT,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
-- What an index in memory asks for to catch up.
CREATE INDEX payouts_by_version ON payouts (owner_key, version);
CREATE UNIQUE INDEX payouts_by_reference ON payouts (owner_key, reference_id)
  WHERE reference_id IS NOT NULL;
)sql";

}  // namespace payoutd::store
