// store/migrations/v0005_sign_in.h: codes that were sent by mail, and sessions that can be shown.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0005_sign_in = R"sql(
ALTER TABLE sessions ADD COLUMN id             BLOB CHECK (length(id) = 16);
ALTER TABLE sessions ADD COLUMN provider       INTEGER NOT NULL DEFAULT 1;  -- 0 e-mail, 1 operator
ALTER TABLE sessions ADD COLUMN last_seen_at   INTEGER;
ALTER TABLE sessions ADD COLUMN user_agent     TEXT;
ALTER TABLE sessions ADD COLUMN remote_address TEXT;
UPDATE sessions SET id = randomblob(16), last_seen_at = created_at;
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);

CREATE TABLE login_codes (
  request_id BLOB    PRIMARY KEY CHECK (length(request_id) = 16),
  email      TEXT    NOT NULL,  -- trimmed, lower case
  code_hash  BLOB    NOT NULL CHECK (length(code_hash) = 32),  -- HMAC under the sealing key
  attempts   INTEGER NOT NULL CHECK (attempts >= 0),           -- wrong ones
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX login_codes_by_email ON login_codes (email, created_at);
CREATE INDEX login_codes_by_age ON login_codes (created_at);
)sql";

}  // namespace payoutd::store
