#include "index/remarks.h"

#include <gtest/gtest.h>

#include "index/check/answers.h"
#include "index/check/blank_payout.h"
#include "index/check/dice.h"
#include "index/check/words.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

void expect_is(Remarks::Place place, const payouts::Payout& payout) {
  const payouts::Payout nothing = blank_payout();
  payouts::PayoutView seen = view(nothing);
  Remarks::put_into(place, seen);
  ASSERT_EQ(compare(seen, payout), "");
}

payouts::Payout some_payout(Dice& dice) {
  payouts::Payout payout = blank_payout();
  for (std::string* text : {&payout.description, &payout.failure_code, &payout.failure_reason,
                            &payout.network, &payout.address, &payout.tx_hash, &payout.note}) {
    if (dice.one_in(3)) *text = make_text(dice, dice.one_in(20) ? 400 : 3);
  }
  return payout;
}

TEST(Remarks, come_back_as_they_were) {
  Dice dice(1);
  Remarks remarks;
  std::vector<std::pair<Remarks::Place, payouts::Payout>> added;
  for (int i = 0; i < 3000; ++i) {
    const payouts::Payout payout = some_payout(dice);
    added.emplace_back(remarks.add(view(payout)), payout);
  }
  for (const auto& [place, payout] : added) expect_is(place, payout);
  EXPECT_EQ(remarks.add(view(blank_payout())), nullptr);
}

TEST(Remarks, that_come_again_soon_are_kept_once) {
  Remarks remarks;
  Dice dice(2);
  payouts::Payout payout = blank_payout();
  payout.description = "Bonus Payment";
  while (remarks.memory_bytes() < recent_remarks_from_bytes) remarks.add(view(some_payout(dice)));
  const Remarks::Place place = remarks.add(view(payout));
  const uint64_t bytes = remarks.memory_bytes();
  for (int i = 0; i < 100'000; ++i) ASSERT_EQ(remarks.add(view(payout)), place);
  EXPECT_EQ(remarks.memory_bytes(), bytes);
  payout.note = "another";
  EXPECT_NE(remarks.add(view(payout)), place);
  expect_is(remarks.add(view(payout)), payout);
}

TEST(Remarks, of_others_are_adopted_where_they_are) {
  Dice dice(3);
  Remarks remarks;
  std::vector<std::pair<Remarks::Place, payouts::Payout>> added;
  const auto add_to = [&](Remarks& to) {
    for (int i = 0; i < 500; ++i) {
      const payouts::Payout payout = some_payout(dice);
      added.emplace_back(to.add(view(payout)), payout);
    }
  };
  uint64_t bytes = 0;
  for (int part = 0; part < 3; ++part) {
    Remarks other;
    add_to(other);
    bytes = remarks.memory_bytes();
    remarks.adopt(std::move(other));
    EXPECT_GT(remarks.memory_bytes(), bytes);
  }
  add_to(remarks);
  for (const auto& [place, payout] : added) expect_is(place, payout);
}

TEST(Remarks, fit_if_each_text_is_short_enough) {
  payouts::Payout payout = blank_payout();
  payout.note = std::string(text_bytes_max, 'x');
  payout.failure_reason = payout.note;
  EXPECT_TRUE(Remarks::fits(view(payout)));
  Remarks remarks;
  expect_is(remarks.add(view(payout)), payout);
  payout.note += "x";
  EXPECT_FALSE(Remarks::fits(view(payout)));
}

}  // namespace
}  // namespace payoutd::index
