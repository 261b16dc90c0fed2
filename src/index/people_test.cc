#include "index/people.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "index/bitset.h"
#include "index/check/answers.h"
#include "index/check/blank_payout.h"
#include "index/check/dice.h"
#include "index/check/words.h"

namespace payoutd::index {
namespace {

payouts::BeneficiaryId saved(unsigned char which) {
  payouts::BeneficiaryId id;
  id.value.bytes[15] = which;
  return id;
}

// Few of each, so that people agree in most.
payouts::Payout some_payout(Dice& dice, uint64_t choices) {
  payouts::Payout payout = blank_payout();
  const auto text = [&] {
    return std::string(dice.below(3) * 90, 'x') + std::to_string(dice.below(choices));
  };
  if (!dice.one_in(5)) payout.beneficiary_email = text();
  if (!dice.one_in(5)) payout.beneficiary_first_name = make_text(dice, 2);
  if (!dice.one_in(5)) payout.beneficiary_last_name = text();
  if (dice.one_in(2)) payout.beneficiary_country = "DE";
  if (dice.one_in(3)) payout.beneficiary_phone = "+491";
  if (dice.one_in(3)) payout.beneficiary_id = saved(static_cast<unsigned char>(dice.below(3)));
  return payout;
}

auto identity_of(const payouts::Payout& payout) {
  return std::tuple(payout.beneficiary_email, payout.beneficiary_first_name,
                    payout.beneficiary_last_name, payout.beneficiary_country,
                    payout.beneficiary_phone, payout.beneficiary_id);
}
using Identity = decltype(identity_of(blank_payout()));

void expect_is(const People& people, PersonNumber person, const payouts::Payout& payout) {
  payouts::PayoutView seen = view(blank_payout());
  People::put_into(people.record(person), seen);
  ASSERT_EQ(identity_of(copy(seen)), identity_of(payout));
  ASSERT_EQ(people.email(person), payout.beneficiary_email);
  ASSERT_EQ(people.beneficiary(person), payout.beneficiary_id);
  ASSERT_EQ(people.emails().size(), people.size());
  if (payout.beneficiary_email.empty()) return;
  Bitset found(people.size());
  const TermScan scan(base::fold_case(payout.beneficiary_email), people.emails().byte_counts());
  people.emails().find(scan, person, person + 1, found);
  ASSERT_TRUE(found.test(person));
}

TEST(People, have_each_person_once) {
  Dice dice(1);
  for (const uint64_t choices : {1U, 5U, 3000U}) {
    People people;
    std::map<Identity, PersonNumber> known;
    for (int i = 0; i < 4000; ++i) {
      const payouts::Payout payout = some_payout(dice, choices);
      const PersonNumber person = people.number_of(view(payout));
      const auto [place, is_new] = known.try_emplace(identity_of(payout), person);
      ASSERT_EQ(place->second, person);
      ASSERT_EQ(people.size(), known.size());
      if (is_new) {
        ASSERT_EQ(person, people.size() - 1);
      }
      expect_is(people, person, payout);
    }
  }
}

TEST(People, differ_if_they_differ_in_anything) {
  People people;
  payouts::Payout payout = blank_payout();
  std::vector<PersonNumber> numbers = {people.number_of(view(payout))};
  const auto add = [&](const auto& change) {
    payouts::Payout other = blank_payout();
    change(other);
    numbers.push_back(people.number_of(view(other)));
  };
  add([](auto& each) { each.beneficiary_email = "a"; });
  add([](auto& each) { each.beneficiary_first_name = "a"; });
  add([](auto& each) { each.beneficiary_last_name = "a"; });
  add([](auto& each) { each.beneficiary_country = "a"; });
  add([](auto& each) { each.beneficiary_phone = "a"; });
  add([](auto& each) { each.beneficiary_id = saved(0); });
  add([](auto& each) { each.beneficiary_id = saved(1); });
  add([](auto& each) {
    each.beneficiary_email = "a";
    each.beneficiary_id = saved(1);
  });
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

TEST(People, found_in_turns_are_those_found_one_by_one) {
  Dice dice(2);
  for (const size_t count : {0U, 1U, 31U, 32U, 33U, 64U, 1000U}) {
    People one_by_one;
    People in_turns;
    std::vector<payouts::Payout> all;
    std::vector<PersonNumber> expected;
    std::vector<PersonNumber> found(count, ~PersonNumber{0});
    {
      People::Batch batch(in_turns);
      for (size_t i = 0; i < count; ++i) {
        all.push_back(some_payout(dice, 40));
        expected.push_back(one_by_one.number_of(view(all.back())));
        const payouts::Payout gone_soon = all.back();
        batch.find(view(gone_soon), found[i]);
      }
      batch.finish();
      batch.finish();
    }
    EXPECT_EQ(found, expected);
    ASSERT_EQ(in_turns.size(), one_by_one.size());
    for (size_t i = 0; i < count; ++i) expect_is(in_turns, found[i], all[i]);
  }
}

TEST(People, of_others_are_adopted_once) {
  Dice dice(3);
  for (int round = 0; round < 20; ++round) {
    People people;
    People other;
    std::vector<payouts::Payout> there;
    for (uint64_t i = dice.below(200); i > 0; --i) people.number_of(view(some_payout(dice, 20)));
    const auto known = people.size();
    for (uint64_t i = dice.below(200); i > 0; --i) {
      const payouts::Payout payout = some_payout(dice, 20);
      if (other.number_of(view(payout)) == there.size()) there.push_back(payout);
    }
    const std::vector<PersonNumber> numbers = people.adopt(other);
    ASSERT_EQ(numbers.size(), there.size());
    for (size_t i = 0; i < there.size(); ++i) {
      expect_is(people, numbers[i], there[i]);
      ASSERT_EQ(people.number_of(view(there[i])), numbers[i]);
    }
    ASSERT_LE(people.size(), known + there.size());
  }
}

TEST(People, may_have_long_names_up_to_a_limit) {
  People people;
  payouts::Payout payout = blank_payout();
  payout.beneficiary_email = std::string(20'000, 'a');
  payout.beneficiary_first_name = std::string(20'000, 'b');
  payout.beneficiary_last_name = std::string(16'384, 'c');
  payout.beneficiary_phone = std::string(127, 'd');
  payout.beneficiary_country = std::string(128, 'd');
  payout.beneficiary_id = saved(9);
  ASSERT_TRUE(People::fits(view(payout)));
  expect_is(people, people.number_of(view(payout)), payout);
  payout.beneficiary_last_name = std::string(30'000, 'c');
  EXPECT_FALSE(People::fits(view(payout)));
  EXPECT_DEATH(people.number_of(view(payout)), "a person's texts are short");
}

}  // namespace
}  // namespace payoutd::index
