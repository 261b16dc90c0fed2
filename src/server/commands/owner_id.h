// server/commands/owner_id.h: the owner that --client or --user names. Private to the commands.
#pragma once

#include "server/commands/commands.h"
#include "store/store.h"

namespace payoutd::server {

struct NamedOwner {
  payouts::OwnerId id;
  store::OwnerKind kind;
};

// Exactly one of the two is given (the command line sees to that). Refusals: `owner_not_found` (the
// text is no id that any owner could have).
base::Result<NamedOwner> parse_owner(const OwnerFlag& flag);

}  // namespace payoutd::server
