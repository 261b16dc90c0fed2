// store/committed.h: what a commit has recorded of payouts' lives, for whoever counts.
#pragma once

#include <string>
#include <vector>

#include "payouts/attempt.h"
#include "payouts/move.h"

namespace payoutd::store {

struct Committed {
  // A history row: a payout came to have this status.
  struct Move {
    payouts::Status to = payouts::Status::created;
    payouts::ActorType by = payouts::ActorType::system;
  };
  // An attempt was journalled or what its rail said was written down.
  struct Attempt {
    std::string rail;
    payouts::AttemptState state = payouts::AttemptState::sending;
  };
  std::vector<Move> moves;
  std::vector<Attempt> attempts;
};

}  // namespace payoutd::store
