#include "payouts/fees.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "payouts/money_of.h"

namespace payoutd::payouts {
namespace {

std::string fees(const char* schedule, const char* amount) {
  const auto parsed = parse_fee_schedule(schedule);
  if (!parsed) return parsed.error().reason;
  const auto of = *money::parse_amount(amount, parsed->currency);
  const auto micro = fees_micro_half_even(*parsed, of);
  return micro ? money::to_text({*micro, of.currency}) : micro.error().reason;
}

TEST(Fees, fixed_and_basis_points_rounded_half_even_to_the_currency) {
  struct Row {
    const char* schedule;
    const char* amount;
    const char* fees;
  };
  const Row rows[] = {
      {"USD=0.30+150", "100", "1.80"},
      {"USD=1.50", "100", "1.50"},
      {"USD=+150", "100", "1.50"},
      {"USD=0+0", "100", "0.00"},
      {"usd=0.30+0", "0.01", "0.30"},
      // 0.005 and 0.015: the even cent
      {"USD=+50", "1.00", "0.00"},
      {"USD=+150", "1.00", "0.02"},
      {"USD=+250", "1.00", "0.02"},
      {"USD=+350", "1.00", "0.04"},
      {"USD=+50", "1.01", "0.01"},
      {"USD=+50", "0.99", "0.00"},
      {"JPY=+150", "100", "2"},
      {"JPY=+250", "100", "2"},
      {"JPY=+250", "101", "3"},
      {"KWD=0.100+100", "1.250", "0.112"},
      // 3.5 and 4.5: the sum goes to the even yen, not the 2.5 in it
      {"JPY=1+250", "100", "4"},
      {"JPY=2+250", "100", "4"},
      {"USD=+10000", "1000000000000", "1000000000000.00"},
      {"USD=0.01+10000", "1000000000000", "amount_out_of_range"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(fees(row.schedule, row.amount), row.fees) << row.schedule << " of " << row.amount;
  }
}

TEST(Fees, malformed_schedules_are_refused) {
  for (const char* text : {"", "USD", "USD=", "USD=x", "XXX=1", "USD=-1", "USD=0.001", "USD=1+",
                           "USD=1+1.5", "USD=1+10001", "USD=1+-1", "USD=1+1+1", "=1"}) {
    EXPECT_EQ(fees(text, "1"), "fee_schedule_invalid") << text;
  }
}

TEST(Fees, always_fit_the_currency_and_the_books_balance) {
  EXPECT_TRUE(rc::check("any amount and schedule", [] {
    const auto currency = *money::find_currency(*rc::gen::element("USD", "JPY", "KWD", "CLF"));
    int64_t step = money::micro_per_unit;
    for (int i = 0; i < currency.decimals(); ++i) step /= 10;
    const int64_t most = money::amount_max_micro / step;
    const money::Amount amount{*rc::gen::inRange<int64_t>(1, most) * step, currency};
    const FeeSchedule schedule{currency, *rc::gen::inRange<int64_t>(0, 1000) * step,
                               *rc::gen::inRange<int64_t>(0, 5000)};
    const auto micro = fees_micro_half_even(schedule, amount);
    RC_ASSERT(micro.has_value());
    RC_ASSERT(money::fits_decimals({*micro, currency}));
    const ledger::Entry entry = held_money(amount, *micro);
    money::Sum difference = 0;
    for (const auto& posting : entry.postings) {
      RC_ASSERT(posting.amount.micro > 0);
      const money::Sum value = posting.amount.micro;
      difference += posting.side == ledger::Side::debit ? value : -value;
    }
    RC_ASSERT(difference == 0);
  }));
}

}  // namespace
}  // namespace payoutd::payouts
