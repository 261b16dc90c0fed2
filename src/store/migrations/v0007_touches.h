// store/migrations/v0007_touches.h: in what order owners were touched, for who follows all of them,
// and payouts by the address they went to.
#pragma once

#include <string_view>

namespace payoutd::store {

inline constexpr std::string_view v0007_touches = R"sql(
-- One more than any owner's before, with each transaction that raises the owner's version.
ALTER TABLE owners ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
UPDATE owners SET touched = owner_key;
CREATE INDEX owners_by_touch ON owners (touched);

-- Of payouts on chains alone: they have a network and an address, others have neither.
CREATE INDEX payouts_by_address ON payouts (address, network) WHERE address IS NOT NULL;
)sql";

}  // namespace payoutd::store
