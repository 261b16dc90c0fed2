// sim/rules.h: what the contract says of a payout's life and price, written down a second time, so
// that the auditor shares no code with what it audits. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "payouts/attempt.h"
#include "payouts/fees.h"
#include "payouts/move.h"

namespace payoutd::sim {

bool ends_a_life(payouts::Status status);

// What is wrong with a life; nothing if it is one that the contract allows and ends in `status`.
std::optional<std::string> fault_of_life(const std::vector<payouts::HistoryRow>& history,
                                         payouts::Status status);

// What is wrong with the attempts of such a life.
std::optional<std::string> fault_of_attempts(const std::vector<payouts::Attempt>& attempts,
                                             const std::vector<payouts::HistoryRow>& history);

// fixed + amount × bps ÷ 10,000, half-even to the currency's decimals.
int64_t price_micro(const payouts::FeeSchedule& schedule, const money::Amount& amount);

// payment × bps ÷ 10,000, half-even to whole micro-units.
int64_t share_micro(int64_t payment_micro, int64_t bps);

}  // namespace payoutd::sim
