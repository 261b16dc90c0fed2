// store/migrations/v0002_money.h: the ledger, payouts' lives, idempotency, rails' journal,
// beneficiaries. Every key begins with the owner. Counters are digits: 128 bits of micro-units.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0002_money = R"sql(
ALTER TABLE owners ADD COLUMN entry_count       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owners ADD COLUMN event_count       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owners ADD COLUMN wallet_count      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owners ADD COLUMN beneficiary_count INTEGER NOT NULL DEFAULT 0;

ALTER TABLE payouts ADD COLUMN beneficiary_id BLOB CHECK (length(beneficiary_id) = 16);
ALTER TABLE payouts ADD COLUMN hold_entry     INTEGER;  -- of the ledger; null for history
ALTER TABLE payouts ADD COLUMN due_at         INTEGER;  -- when payoutd must look at it next
CREATE INDEX payouts_by_id ON payouts (id);
CREATE INDEX payouts_due ON payouts (status, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE accounts (
  owner_key       INTEGER NOT NULL,
  currency        TEXT    NOT NULL CHECK (length(currency) = 3),
  kind            INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 4),
  wallet_id       INTEGER,           -- of a wallet: 1, 2, 3 … within the owner
  debits_pending  TEXT    NOT NULL,  -- digits
  debits_posted   TEXT    NOT NULL,
  credits_pending TEXT    NOT NULL,
  credits_posted  TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (owner_key, currency, kind)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX wallets_by_id ON accounts (owner_key, wallet_id) WHERE wallet_id IS NOT NULL;

-- Append-only.
CREATE TABLE entries (
  owner_key     INTEGER NOT NULL,
  number        INTEGER NOT NULL,  -- 1, 2, 3 … within the owner
  purpose       INTEGER NOT NULL CHECK (purpose BETWEEN 0 AND 4),
  currency      TEXT    NOT NULL,  -- of what moves
  amount_micro  INTEGER NOT NULL,  -- all that moves: amount + fees of a payout
  payout_number INTEGER,
  resolves      INTEGER,           -- the pending entry that this one posts or voids
  created_at    INTEGER NOT NULL,
  remarks       TEXT,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
-- A pending entry is posted or voided once.
CREATE UNIQUE INDEX entries_by_resolved ON entries (owner_key, resolves) WHERE resolves IS NOT NULL;

-- Append-only.
CREATE TABLE postings (
  owner_key    INTEGER NOT NULL,
  entry_number INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  account      INTEGER NOT NULL CHECK (account BETWEEN 0 AND 4),
  side         INTEGER NOT NULL CHECK (side IN (0, 1)),  -- 0 debit, 1 credit
  currency     TEXT    NOT NULL,
  amount_micro INTEGER NOT NULL CHECK (amount_micro > 0),
  PRIMARY KEY (owner_key, entry_number, position)
) STRICT, WITHOUT ROWID;

-- What happened to each payout, and in order of event_number what the owner is told. Append-only.
CREATE TABLE history (
  owner_key     INTEGER NOT NULL,
  payout_number INTEGER NOT NULL,
  position      INTEGER NOT NULL,  -- 0, 1, 2 … of the payout
  event_number  INTEGER NOT NULL,  -- 1, 2, 3 … of the owner
  event_id      BLOB    NOT NULL CHECK (length(event_id) = 16),
  from_status   INTEGER CHECK (from_status BETWEEN 0 AND 8),
  to_status     INTEGER NOT NULL CHECK (to_status BETWEEN 0 AND 8),
  actor_type    INTEGER NOT NULL CHECK (actor_type BETWEEN 0 AND 4),
  actor_id      TEXT,
  message       TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_key, payout_number, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX history_by_event ON history (owner_key, event_number);

-- What few payouts have and no list shows.
CREATE TABLE payout_details (
  owner_key          INTEGER NOT NULL,
  payout_number      INTEGER NOT NULL,
  metadata           TEXT,     -- JSON object
  identifiers_sealed BLOB,     -- AES-256-GCM of a JSON object
  notify             INTEGER NOT NULL CHECK (notify IN (0, 1)),
  PRIMARY KEY (owner_key, payout_number)
) STRICT, WITHOUT ROWID;

-- Kept for ever.
CREATE TABLE idempotency_keys (
  owner_key       INTEGER NOT NULL,
  idempotency_key TEXT    NOT NULL,
  meaning         BLOB    NOT NULL CHECK (length(meaning) = 32),  -- SHA-256 of what was asked
  payout_number   INTEGER,  -- what it created; null for a batch
  answer          TEXT,     -- of a batch: JSON, what became of each payout
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (owner_key, idempotency_key)
) STRICT, WITHOUT ROWID;

-- The journal: committed before anything is submitted.
CREATE TABLE attempts (
  owner_key     INTEGER NOT NULL,
  payout_number INTEGER NOT NULL,
  number        INTEGER NOT NULL,  -- 1, 2, 3 … of the payout
  attempt_key   BLOB    NOT NULL CHECK (length(attempt_key) = 16),
  rail          TEXT    NOT NULL,
  state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
  submissions   INTEGER NOT NULL CHECK (submissions >= 1),
  not_received  INTEGER NOT NULL CHECK (not_received >= 0),
  asks          INTEGER NOT NULL CHECK (asks >= 0),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (owner_key, payout_number, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE fee_schedules (
  owner_key   INTEGER NOT NULL,
  currency    TEXT    NOT NULL CHECK (length(currency) = 3),
  fixed_micro INTEGER NOT NULL CHECK (fixed_micro >= 0),
  bps         INTEGER NOT NULL CHECK (bps BETWEEN 0 AND 10000),
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (owner_key, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE beneficiaries (
  owner_key   INTEGER NOT NULL,
  number      INTEGER NOT NULL,  -- 1, 2, 3 … within the owner
  id          BLOB    NOT NULL CHECK (length(id) = 16),
  email       TEXT    NOT NULL,
  first_name  TEXT    NOT NULL,
  last_name   TEXT    NOT NULL,
  country     TEXT,
  phone       TEXT,
  identifiers_sealed BLOB,
  metadata    TEXT,
  search_text TEXT    NOT NULL,  -- e-mail and names, folded
  created_at  INTEGER NOT NULL,
  deleted_at  INTEGER,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX beneficiaries_by_id ON beneficiaries (owner_key, id);

-- Of payouts that did not end unpaid.
CREATE TABLE beneficiary_totals (
  owner_key      INTEGER NOT NULL,
  beneficiary_id BLOB    NOT NULL,
  currency       TEXT    NOT NULL,
  payouts        INTEGER NOT NULL CHECK (payouts >= 0),
  amount_micro   TEXT    NOT NULL,  -- digits
  last_payout_at INTEGER NOT NULL,
  PRIMARY KEY (owner_key, beneficiary_id, currency)
) STRICT, WITHOUT ROWID;

-- Completed history that was imported before there was a ledger. One entry for each currency, or
-- as many as it takes for each to fit 64 bits: no more payouts in one than fit if all were as
-- large as the largest.
CREATE TEMP TABLE imported_sums AS
  SELECT owner_key, currency, sum(amount_micro) AS amount, sum(fees_micro) AS fees,
         max(updated_at) AS at, row_number() OVER (PARTITION BY owner_key
                                                  ORDER BY currency, part) AS n
  FROM (SELECT owner_key, currency, amount_micro, fees_micro, updated_at,
               (row_number() OVER (PARTITION BY owner_key, currency ORDER BY number) - 1) /
               (9000000000000000000 / max(amount_micro + fees_micro)
                                      OVER (PARTITION BY owner_key, currency)) AS part
        FROM payouts WHERE imported = 1 AND status = 5)
  GROUP BY owner_key, currency, part;
INSERT INTO entries SELECT owner_key, n, 4, currency, amount + fees, NULL, NULL, at,
  'Imported history' FROM imported_sums;
INSERT INTO postings SELECT owner_key, n, 0, 4, 0, currency, amount + fees FROM imported_sums;
INSERT INTO postings SELECT owner_key, n, 1, 1, 1, currency, amount FROM imported_sums;
INSERT INTO postings SELECT owner_key, n, 2, 2, 1, currency, fees FROM imported_sums WHERE fees > 0;
-- An account counts all of its postings: in billions and the rest, since all may be beyond 64 bits.
INSERT INTO accounts
  SELECT owner_key, currency, account, NULL, '0', iif(side = 0, digits, '0'), '0',
         iif(side = 1, digits, '0'), at, at
  FROM (SELECT owner_key, currency, account, side, at,
               iif(billions > 0, billions || printf('%09d', rest), rest) AS digits
        FROM (SELECT p.owner_key, p.currency, account, side, max(s.at) AS at,
                     sum(amount_micro / 1000000000) + sum(amount_micro % 1000000000) / 1000000000
                       AS billions,
                     sum(amount_micro % 1000000000) % 1000000000 AS rest
              FROM postings p JOIN imported_sums s
                ON s.owner_key = p.owner_key AND s.n = p.entry_number
              GROUP BY p.owner_key, p.currency, account, side));
UPDATE owners SET entry_count =
  (SELECT count(*) FROM entries WHERE entries.owner_key = owners.owner_key);
DROP TABLE imported_sums;
)sql";

}  // namespace payoutd::store
