#include "index/packed_row.h"

#include <gtest/gtest.h>

#include "index/check/dice.h"
#include "index/remarks.h"

namespace payoutd::index {
namespace {

constexpr int64_t far_micros = int64_t{1} << 55U;

void expect_kept(const payouts::Payout& payout) {
  Remarks remarks;
  const payouts::PayoutView seen = view(payout);
  const Times times(seen);
  const Remarks::Place place = remarks.add(seen);
  const PackedRow row(seen, times, place);
  EXPECT_EQ(row.remarks(), place);
  EXPECT_EQ(row.fees_micro(), payout.fees_micro);
  EXPECT_EQ(row.category(), category_of(payout.status, payout.amount.currency));
  for (int which = 0; which < Times::count; ++which) {
    EXPECT_EQ(row.time(static_cast<Times::Which>(which)), times.all()[static_cast<size_t>(which)])
        << which;
  }
  payouts::PayoutView shown{.amount = payout.amount};
  Remarks::put_into(row.remarks(), shown);
  EXPECT_EQ(shown.note, payout.note);
  EXPECT_EQ(shown.description, payout.description);
}

TEST(PackedRow, keeps_every_time_fee_status_and_currency) {
  Dice dice(1);
  const std::array<int64_t, 9> edges = {0,
                                        1,
                                        -1,
                                        far_micros - 1,
                                        far_micros,
                                        -far_micros + 1,
                                        -far_micros,
                                        int64_t{1} << 58U,
                                        -(int64_t{1} << 57U)};
  for (int round = 0; round < 3000; ++round) {
    const auto time = [&]() -> base::Timestamp {
      return {dice.one_in(3) ? edges[dice.below(dice.one_in(3) ? 9 : 4)]
                             : static_cast<int64_t>(dice.below(uint64_t{1} << 54U))};
    };
    const auto maybe = [&]() -> std::optional<base::Timestamp> {
      if (dice.one_in(3)) return std::nullopt;
      return time();
    };
    payouts::Payout payout{.amount = {1, money::currency_at(static_cast<uint16_t>(
                                             dice.below(money::currency_count())))}};
    payout.status = payouts::all_statuses[dice.below(payouts::status_count)];
    payout.fees_micro = dice.one_in(4)
                            ? money::amount_max_micro
                            : static_cast<int64_t>(dice.below(uint64_t{1} << dice.below(60)));
    payout.updated_at = time();
    payout.queued_at = maybe();
    payout.submitted_at = maybe();
    payout.completed_at = maybe();
    payout.failed_at = maybe();
    payout.cancelled_at = maybe();
    payout.expired_at = maybe();
    if (dice.one_in(2)) payout.note = "a note";
    if (dice.one_in(2)) payout.description = "Bonus";
    expect_kept(payout);
  }
}

TEST(PackedRow, has_no_room_for_what_there_may_not_be) {
  payouts::Payout payout{.amount = {1, money::currency_at(0)}};
  for (const int64_t fees : {int64_t{-1}, int64_t{1} << 60U, std::numeric_limits<int64_t>::max()}) {
    payout.fees_micro = fees;
    EXPECT_FALSE(PackedRow::fits(view(payout)));
  }
  payout.fees_micro = (int64_t{1} << 60U) - 1;
  EXPECT_TRUE(PackedRow::fits(view(payout)));
  payout.amount.currency = money::currency_at(static_cast<uint16_t>(money::currency_count() - 1));
  payout.status = payouts::all_statuses.back();
  EXPECT_TRUE(PackedRow::fits(view(payout)));  // however many currencies there will be
}

}  // namespace
}  // namespace payoutd::index
