// payouts/move_table.h: which status may follow which (contract §2), as data. Pure.
#pragma once

#include <optional>
#include <span>

#include "ledger/entry.h"
#include "payouts/status.h"

namespace payoutd::payouts {

struct AllowedMove {
  Status from;
  Status to;
};

// In order of `from`, then `to`.
std::span<const AllowedMove> all_moves();
bool may_move(Status from, Status to);

// What reaching a status does with the money that the payout holds; nothing for a status that is
// not final.
std::optional<ledger::Purpose> resolution_of(Status reached);

}  // namespace payoutd::payouts
