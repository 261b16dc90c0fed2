// actions/derived_id.h: an id that follows from a name: the same on every server, and again after
// the database was put back to an older copy.
#pragma once

#include <string_view>

#include "base/timestamp.h"
#include "base/uuid.h"

namespace payoutd::actions {

// A UUIDv7 of that time whose random part is the SHA-256 of `name`.
base::Uuid derived_id(base::Timestamp at, std::string_view name);

}  // namespace payoutd::actions
