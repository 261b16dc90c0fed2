// api/life_json.h: what only who runs payoutd sees of a payout: the ledger's entries and the
// journal of its rails. Both are members of an object that is being written.
#pragma once

#include <vector>

#include "actions/show_payout.h"
#include "base/json_writer.h"

namespace payoutd::api {

void write_entries(base::JsonWriter& json, const std::vector<actions::StoredEntry>& entries);
void write_attempts(base::JsonWriter& json, const std::vector<payouts::Attempt>& attempts);

}  // namespace payoutd::api
