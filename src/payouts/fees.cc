#include "payouts/fees.h"

#include <charconv>

#include "base/check.h"
#include "money/sum.h"

namespace payoutd::payouts {
namespace {

// The smallest step of the currency, in micro-units.
int64_t step_micro(money::Currency currency) {
  int64_t step = money::micro_per_unit;
  for (int i = 0; i < currency.decimals(); ++i) step /= 10;
  return step;
}

tl::unexpected<base::Error> malformed(std::string_view text) {
  return base::refused("fee_schedule_invalid",
                       std::string(text) +
                           ": a fee is CURRENCY=FIXED+BPS, for instance USD=0.30+150 (0.30 and "
                           "1.5 %), at most 10000 basis points");
}

}  // namespace

base::Result<int64_t> fees_micro_half_even(const FeeSchedule& schedule,
                                           const money::Amount& amount) {
  base::check(schedule.currency == amount.currency, "fees are of the payout's currency");
  const int64_t step = step_micro(amount.currency);
  constexpr money::Sum whole_bps = 10'000;
  // The sum is rounded, not a part of it: that differs where half a step meets an odd fixed fee.
  const money::Sum exact =
      schedule.fixed_micro * whole_bps + static_cast<money::Sum>(amount.micro) * schedule.bps;
  const money::Sum fees = money::divide_half_even(exact, whole_bps * step) * step;
  if (fees > money::amount_max_micro) {
    return base::refused("amount_out_of_range", "the fees are larger than an amount can be");
  }
  return static_cast<int64_t>(fees);
}

base::Result<FeeSchedule> parse_fee_schedule(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return malformed(text);
  const auto currency = money::find_currency(text.substr(0, equals));
  if (!currency) return malformed(text);
  const std::string_view fee = text.substr(equals + 1);
  const size_t plus = fee.find('+');
  const std::string_view fixed_text = fee.substr(0, plus);
  FeeSchedule schedule{*currency, 0, 0};
  if (!fixed_text.empty()) {
    const auto fixed = money::parse_amount(fixed_text, *currency);
    if (!fixed || fixed->micro < 0) return malformed(text);
    schedule.fixed_micro = fixed->micro;
  }
  if (plus == std::string_view::npos) {
    if (fixed_text.empty()) return malformed(text);
    return schedule;
  }
  const std::string_view bps = fee.substr(plus + 1);
  const auto [end, error] = std::from_chars(bps.data(), bps.data() + bps.size(), schedule.bps);
  const bool whole = error == std::errc() && end == bps.data() + bps.size();
  if (!whole || schedule.bps < 0 || schedule.bps > fee_bps_max) return malformed(text);
  return schedule;
}

}  // namespace payoutd::payouts
