// server/commands/key_restrictions.h: the flags --require-signature and --allow-ip. Private to the
// commands.
#pragma once

#include "actions/create_client.h"
#include "server/commands/commands.h"

namespace payoutd::server {

// Refusals: `network_invalid`, naming the entry.
base::Result<actions::KeyRestrictions> parse_restrictions(const KeyFlags& flags);

}  // namespace payoutd::server
