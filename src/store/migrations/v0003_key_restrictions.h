// store/migrations/v0003_key_restrictions.h: what an API key asks for beyond its secret.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0003_key_restrictions = R"sql(
ALTER TABLE api_keys ADD COLUMN signature_required INTEGER NOT NULL DEFAULT 0
  CHECK (signature_required IN (0, 1));
-- CIDR networks joined by commas; empty: any address.
ALTER TABLE api_keys ADD COLUMN allowed_networks TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace payoutd::store
