// payouts/fees.h: what a payout costs beside its amount. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "money/amount.h"

namespace payoutd::payouts {

inline constexpr int64_t fee_bps_max = 10'000;  // 100 %

// A client's fees in one currency: so much for each payout, and so many hundredths of a percent.
struct FeeSchedule {
  money::Currency currency;
  int64_t fixed_micro = 0;  // fits the currency; 0 to amount_max_micro
  int64_t bps = 0;          // basis points, 0 to fee_bps_max
};

// fixed + amount × bps ÷ 10,000, rounded half-even to the currency's decimals. `amount` is a
// payout's, in the schedule's currency. Refusal: `amount_out_of_range`.
base::Result<int64_t> fees_micro_half_even(const FeeSchedule& schedule,
                                           const money::Amount& amount);

// "USD=0.30+150": 0.30 and 1.5 %. "USD=0.30" and "USD=+150" have only the one. Refusal:
// `fee_schedule_invalid`, which tells the form.
base::Result<FeeSchedule> parse_fee_schedule(std::string_view text);

}  // namespace payoutd::payouts
