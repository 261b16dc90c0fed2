// payouts/attempt.h: one try to send one payout, as the journal has it. It is written and committed
// before anything is submitted to a rail, so that after a crash payoutd knows what to ask about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "base/uuid.h"

namespace payoutd::payouts {

// An attempt's name at its rail, for ever.
using AttemptKey = base::Id<struct AttemptTag>;

// DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class AttemptState : int16_t {
  sending = 0,       // journalled; nothing is known of it yet
  accepted = 1,      // the rail has it and works on it
  unknown = 2,       // the rail's answer was lost or not understood; it is asked again
  settled = 3,       // the rest is final: the money has arrived
  refused = 4,       // it will not arrive
  needs_action = 5,  // nothing was sent; somebody must act before another attempt
  cancelled = 6,     // nothing was sent, and nothing will be
};
std::string_view to_text(AttemptState state);  // as in the enum
std::optional<AttemptState> attempt_state_from_number(int64_t number);
bool is_final(AttemptState state);

struct Attempt {
  int64_t number = 1;  // 1, 2, 3 … of the payout
  AttemptKey key{};
  std::string rail;
  AttemptState state = AttemptState::sending;
  int64_t submissions = 1;   // how often it was handed to the rail, or was about to be
  int64_t not_received = 0;  // how often the rail was certain that it had never come
  int64_t asks = 0;          // how often it was asked in vain since it last told something new
  base::Timestamp created_at{};
  base::Timestamp updated_at{};
};

}  // namespace payoutd::payouts
