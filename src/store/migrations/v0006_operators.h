// store/migrations/v0006_operators.h: operators' tokens, their approvals, and the audit log.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0006_operators = R"sql(
CREATE TABLE operators (
  name       TEXT    PRIMARY KEY,
  token_hash BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),  -- SHA-256
  roles      INTEGER NOT NULL CHECK (roles >= 0),                      -- bits
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- What an operator has seen and approved of. One for each operator and payout.
CREATE TABLE approvals (
  owner_key     INTEGER NOT NULL,
  payout_number INTEGER NOT NULL,
  operator      TEXT    NOT NULL,
  amount_micro  INTEGER NOT NULL,
  currency      TEXT    NOT NULL,
  network       TEXT    NOT NULL,
  address       TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_key, payout_number, operator)
) STRICT, WITHOUT ROWID;

-- What operators ask for, once each.
CREATE TABLE operator_requests (
  operator        TEXT    NOT NULL,
  idempotency_key TEXT    NOT NULL,
  meaning         BLOB    NOT NULL CHECK (length(meaning) = 32),  -- SHA-256 of what was asked
  status          INTEGER NOT NULL,
  answer          BLOB    NOT NULL,  -- sealed: it may show a secret
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (operator, idempotency_key)
) STRICT, WITHOUT ROWID;

-- Append-only. Each line's hash covers the hash of the line before.
CREATE TABLE audit_log (
  number         INTEGER PRIMARY KEY,  -- 1, 2, 3 …
  at             INTEGER NOT NULL,
  operator       TEXT    NOT NULL,
  action         TEXT    NOT NULL,
  target         TEXT    NOT NULL,
  outcome        INTEGER NOT NULL,
  remote_address TEXT    NOT NULL,
  request_id     TEXT    NOT NULL,
  detail         TEXT    NOT NULL,
  hash           BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE audit_head (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head VALUES (1, 0, zeroblob(32));
)sql";

}  // namespace payoutd::store
