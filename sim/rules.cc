#include "sim/rules.h"

#include <string_view>

namespace payoutd::sim {
namespace {

using payouts::AttemptState;
using payouts::HistoryRow;
using payouts::Status;

// Where each status may go: the table of the contract, row by row.
std::string_view ways_from(Status from) {
  switch (from) {
    case Status::created:
      return " queued processing completed failed cancelled expired ";
    case Status::queued:
      return " processing completed failed cancelled expired ";
    case Status::processing:
      return " settling action_required completed failed cancelled ";
    case Status::settling:
      return " action_required completed failed ";
    case Status::action_required:
      return " queued processing settling cancelled failed expired ";
    case Status::completed:
    case Status::failed:
    case Status::cancelled:
    case Status::expired:
      return "";
  }
  return "";
}

bool may_go(Status from, Status to) {
  const std::string word = " " + std::string(payouts::to_text(to)) + " ";
  return ways_from(from).find(word) != std::string_view::npos;
}

}  // namespace

bool ends_a_life(Status status) {
  return ways_from(status).empty();
}

std::optional<std::string> fault_of_life(const std::vector<HistoryRow>& history, Status status) {
  if (history.empty()) return "has no history";
  if (history.front().from || history.front().to != Status::created) {
    return "has a history that does not begin with its creation";
  }
  for (size_t i = 1; i < history.size(); ++i) {
    const HistoryRow& row = history[i];
    if (row.from != history[i - 1].to) return "has a history with a gap";
    if (!may_go(*row.from, row.to)) {
      return "went from " + std::string(to_text(*row.from)) + " to " + std::string(to_text(row.to));
    }
    if (row.at < history[i - 1].at) return "has a history that goes back in time";
  }
  if (history.back().to != status) {
    return "is " + std::string(to_text(status)) + " but its history ends with " +
           std::string(to_text(history.back().to));
  }
  return std::nullopt;
}

std::optional<std::string> fault_of_attempts(const std::vector<payouts::Attempt>& attempts,
                                             const std::vector<HistoryRow>& history) {
  size_t handed_over = 0;
  for (const HistoryRow& row : history) handed_over += row.to == Status::processing ? 1 : 0;
  if (handed_over != attempts.size()) {
    return "was handed to a rail " + std::to_string(handed_over) + " times and has " +
           std::to_string(attempts.size()) + " attempts";
  }
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (attempts[i].number != static_cast<int64_t>(i) + 1) return "has attempts with a gap";
    const bool last = i + 1 == attempts.size();
    if (!last && attempts[i].state != AttemptState::needs_action) {
      return "has an attempt after one that may have been sent";
    }
  }
  return std::nullopt;
}

int64_t price_micro(const payouts::FeeSchedule& schedule, const money::Amount& amount) {
  __int128 unit = 1'000'000;
  for (int i = 0; i < amount.currency.decimals(); ++i) unit /= 10;
  const __int128 parts = static_cast<__int128>(schedule.fixed_micro) * 10'000 +
                         static_cast<__int128>(amount.micro) * schedule.bps;
  const __int128 divisor = unit * 10'000;
  __int128 units = parts / divisor;
  const __int128 rest = (parts % divisor) * 2;
  if (rest > divisor || (rest == divisor && units % 2 == 1)) ++units;
  return static_cast<int64_t>(units * unit);
}

int64_t share_micro(int64_t payment_micro, int64_t bps) {
  const __int128 parts = static_cast<__int128>(payment_micro) * bps;
  __int128 share = parts / 10'000;
  const __int128 rest = parts % 10'000;
  if (rest > 5'000 || (rest == 5'000 && share % 2 == 1)) ++share;
  return static_cast<int64_t>(share);
}

}  // namespace payoutd::sim
