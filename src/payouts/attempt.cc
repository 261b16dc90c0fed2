#include "payouts/attempt.h"

#include <array>

#include "base/check.h"

namespace payoutd::payouts {
namespace {

constexpr std::array<std::string_view, 7> state_texts = {
    "sending", "accepted", "unknown", "settled", "refused", "needs_action", "cancelled"};

// What databases hold.
static_assert(static_cast<int>(AttemptState::sending) == 0 &&
              static_cast<int>(AttemptState::accepted) == 1 &&
              static_cast<int>(AttemptState::unknown) == 2 &&
              static_cast<int>(AttemptState::settled) == 3 &&
              static_cast<int>(AttemptState::refused) == 4 &&
              static_cast<int>(AttemptState::needs_action) == 5 &&
              static_cast<int>(AttemptState::cancelled) == 6);

}  // namespace

std::string_view to_text(AttemptState state) {
  const auto position = static_cast<size_t>(state);
  base::check(position < state_texts.size(), "an attempt's state is one of seven");
  return state_texts[position];
}

std::optional<AttemptState> attempt_state_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(state_texts.size())) return std::nullopt;
  return static_cast<AttemptState>(number);
}

bool is_final(AttemptState state) {
  switch (state) {
    case AttemptState::sending:
    case AttemptState::accepted:
    case AttemptState::unknown:
      return false;
    case AttemptState::settled:
    case AttemptState::refused:
    case AttemptState::needs_action:
    case AttemptState::cancelled:
      return true;
  }
  base::fail_check("an attempt's state is one of seven", __FILE__, __LINE__);
}

}  // namespace payoutd::payouts
