// store/migrations/v0004_referrals.h: rewards, who invited whom, codes, tiers; and what that needs
// of the ledger: accounts, purposes, and the reward that an entry is about. CHECKs on kinds cannot
// be changed in place, so those tables are written anew; which kinds there are is the program's to
// know from here on.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0004_referrals = R"sql(
CREATE TABLE new_accounts (
  owner_key       INTEGER NOT NULL,
  currency        TEXT    NOT NULL CHECK (length(currency) = 3),
  kind            INTEGER NOT NULL CHECK (kind >= 0),
  wallet_id       INTEGER,           -- of a wallet: 1, 2, 3 … within the owner
  debits_pending  TEXT    NOT NULL,  -- digits
  debits_posted   TEXT    NOT NULL,
  credits_pending TEXT    NOT NULL,
  credits_posted  TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (owner_key, currency, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO new_accounts SELECT owner_key, currency, kind, wallet_id, debits_pending, debits_posted,
  credits_pending, credits_posted, created_at, updated_at FROM accounts;
DROP TABLE accounts;
ALTER TABLE new_accounts RENAME TO accounts;
CREATE UNIQUE INDEX wallets_by_id ON accounts (owner_key, wallet_id) WHERE wallet_id IS NOT NULL;

CREATE TABLE new_entries (
  owner_key     INTEGER NOT NULL,
  number        INTEGER NOT NULL,  -- 1, 2, 3 … within the owner
  purpose       INTEGER NOT NULL CHECK (purpose >= 0),
  currency      TEXT    NOT NULL,  -- of what moves
  amount_micro  INTEGER NOT NULL,  -- all that moves: amount + fees of a payout
  payout_number INTEGER,
  resolves      INTEGER,           -- the pending entry that this one posts or voids
  created_at    INTEGER NOT NULL,
  remarks       TEXT,
  reward_number INTEGER,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_entries SELECT owner_key, number, purpose, currency, amount_micro, payout_number,
  resolves, created_at, remarks, NULL FROM entries;
DROP TABLE entries;
ALTER TABLE new_entries RENAME TO entries;
CREATE UNIQUE INDEX entries_by_resolved ON entries (owner_key, resolves) WHERE resolves IS NOT NULL;

CREATE TABLE new_postings (
  owner_key    INTEGER NOT NULL,
  entry_number INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  account      INTEGER NOT NULL CHECK (account >= 0),
  side         INTEGER NOT NULL CHECK (side IN (0, 1)),  -- 0 debit, 1 credit
  currency     TEXT    NOT NULL,
  amount_micro INTEGER NOT NULL CHECK (amount_micro > 0),
  PRIMARY KEY (owner_key, entry_number, position)
) STRICT, WITHOUT ROWID;
INSERT INTO new_postings SELECT owner_key, entry_number, position, account, side, currency,
  amount_micro FROM postings;
DROP TABLE postings;
ALTER TABLE new_postings RENAME TO postings;

ALTER TABLE owners ADD COLUMN reward_count      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owners ADD COLUMN invitee_count     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE owners ADD COLUMN attribution_count INTEGER NOT NULL DEFAULT 0;

-- What only users have. A user without a row has the first tier and nobody who invited them.
CREATE TABLE profiles (
  owner_key      INTEGER PRIMARY KEY REFERENCES owners (owner_key),
  tier           INTEGER NOT NULL,
  display_name   TEXT,
  updated_at     INTEGER NOT NULL,
  inviter_key    INTEGER,           -- who invited this user
  invitee_number INTEGER            -- and as which of the inviter's invitees
) STRICT;

CREATE TABLE referral_codes (
  code        TEXT    PRIMARY KEY,
  owner_key   INTEGER NOT NULL,
  id          BLOB    NOT NULL CHECK (length(id) = 16),
  kind        INTEGER NOT NULL CHECK (kind IN (0, 1)),  -- 0 uid, 1 custom
  created_at  INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT, WITHOUT ROWID;
-- One of each kind works.
CREATE UNIQUE INDEX referral_codes_by_owner ON referral_codes (owner_key, kind)
  WHERE disabled_at IS NULL;

-- Whom a user has invited.
CREATE TABLE invitees (
  owner_key        INTEGER NOT NULL,
  number           INTEGER NOT NULL,  -- 1, 2, 3 … within the owner, by sign-up
  invitee_key      INTEGER NOT NULL,
  signed_at        INTEGER NOT NULL,
  total_paid_micro TEXT    NOT NULL,  -- digits
  payments         INTEGER NOT NULL CHECK (payments >= 0),
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitees_who_paid ON invitees (owner_key) WHERE payments > 0;

CREATE TABLE rewards (
  owner_key      INTEGER NOT NULL,
  number         INTEGER NOT NULL,  -- 1, 2, 3 … within the owner
  id             BLOB    NOT NULL CHECK (length(id) = 16),
  status         INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
  currency       TEXT    NOT NULL CHECK (length(currency) = 3),
  amount_micro   INTEGER NOT NULL CHECK (amount_micro > 0),
  -- Of it: what no payout, invoice or reversal has taken; what payouts on their way hold; what was
  -- paid out; what was spent. The rest was reversed.
  free_micro     INTEGER NOT NULL CHECK (free_micro >= 0),
  reserved_micro INTEGER NOT NULL CHECK (reserved_micro >= 0),
  paid_micro     INTEGER NOT NULL CHECK (paid_micro >= 0),
  spent_micro    INTEGER NOT NULL CHECK (spent_micro >= 0),
  invitee_number INTEGER,           -- of the owner; null: a credit by hand
  payment_id     TEXT,              -- what the invitee paid
  payment_micro  INTEGER,
  rate_bps       INTEGER,
  tier           INTEGER,
  note           TEXT,
  created_at     INTEGER NOT NULL,
  unlocks_at     INTEGER NOT NULL,
  available_at   INTEGER,
  reversed_at    INTEGER,
  PRIMARY KEY (owner_key, number),
  CHECK (free_micro + reserved_micro + paid_micro + spent_micro <= amount_micro)
) STRICT, WITHOUT ROWID;
CREATE INDEX rewards_by_id ON rewards (id);
CREATE INDEX rewards_by_status ON rewards (owner_key, status, number);
-- What may be taken, oldest first, and what is to be unlocked.
CREATE INDEX rewards_free ON rewards (owner_key, number) WHERE status = 1 AND free_micro > 0;
CREATE INDEX rewards_locked ON rewards (unlocks_at) WHERE status = 0;

-- What a payout has taken of which rewards.
CREATE TABLE reward_uses (
  owner_key     INTEGER NOT NULL,
  payout_number INTEGER NOT NULL,
  reward_number INTEGER NOT NULL,
  amount_micro  INTEGER NOT NULL CHECK (amount_micro > 0),
  PRIMARY KEY (owner_key, payout_number, reward_number)
) STRICT, WITHOUT ROWID;

-- What invitees have paid, each once, whether or not a reward came of it. `meaning`: SHA-256.
CREATE TABLE payments (
  payment_id    TEXT    PRIMARY KEY,
  meaning       BLOB    NOT NULL CHECK (length(meaning) = 32),
  owner_key     INTEGER,           -- who was rewarded, and which reward
  reward_number INTEGER,
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Invoices that rewards were spent on.
CREATE TABLE spendings (
  owner_key    INTEGER NOT NULL,
  invoice_id   TEXT    NOT NULL,
  amount_micro INTEGER NOT NULL CHECK (amount_micro > 0),
  entry_number INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (owner_key, invoice_id)
) STRICT, WITHOUT ROWID;

-- What happened around a user's invitations. Append-only.
CREATE TABLE attributions (
  owner_key   INTEGER NOT NULL,
  number      INTEGER NOT NULL,  -- 1, 2, 3 … within the owner
  kind        INTEGER NOT NULL CHECK (kind >= 0),
  invitee_key INTEGER,
  detail      TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (owner_key, number)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace payoutd::store
