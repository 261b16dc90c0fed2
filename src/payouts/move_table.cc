#include "payouts/move_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace payoutd::payouts {
namespace {

using enum Status;

constexpr AllowedMove moves[] = {
    {created, queued},
    {created, processing},
    {created, completed},
    {created, failed},
    {created, cancelled},
    {created, expired},

    {queued, processing},
    {queued, completed},
    {queued, failed},
    {queued, cancelled},
    {queued, expired},

    {processing, settling},
    {processing, action_required},
    {processing, completed},
    {processing, failed},
    {processing, cancelled},

    {settling, action_required},
    {settling, completed},
    {settling, failed},

    {action_required, queued},
    {action_required, processing},
    {action_required, settling},
    {action_required, failed},
    {action_required, cancelled},
    {action_required, expired},
};

constexpr bool in_order() {
  for (size_t i = 1; i < std::size(moves); ++i) {
    if (std::pair(moves[i - 1].from, moves[i - 1].to) >= std::pair(moves[i].from, moves[i].to)) {
      return false;
    }
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const AllowedMove> all_moves() {
  return moves;
}

bool may_move(Status from, Status to) {
  return std::any_of(std::begin(moves), std::end(moves),
                     [&](const AllowedMove& move) { return move.from == from && move.to == to; });
}

std::optional<ledger::Purpose> resolution_of(Status reached) {
  switch (reached) {
    case completed:
      return ledger::Purpose::payout_paid;
    case failed:
    case cancelled:
    case expired:
      return ledger::Purpose::payout_returned;
    case created:
    case queued:
    case processing:
    case settling:
    case action_required:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace payoutd::payouts
