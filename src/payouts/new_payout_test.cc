#include "payouts/new_payout.h"

#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace payoutd::payouts {
namespace {

NewPayout sample() {
  return {.reference_id = "R1",
          .wallet_id = 1,
          .amount = {100'000'000, *money::find_currency("USD")},
          .beneficiary_id = std::nullopt,
          .beneficiary = {"a@b", "A", "B", "US", "+1234567", "{}"},
          .description = "d",
          .metadata = "{}",
          .notify_beneficiary = false};
}

// One for each field, and some that would be the same if fields ran into each other.
const std::vector<std::function<void(NewPayout&)>> changes = {
    [](NewPayout& payout) { payout.reference_id = "R2"; },
    [](NewPayout& payout) { payout.wallet_id = 2; },
    [](NewPayout& payout) { payout.amount.micro += 1; },
    [](NewPayout& payout) { payout.amount.currency = *money::find_currency("EUR"); },
    [](NewPayout& payout) { payout.beneficiary_id = BeneficiaryId{}; },
    [](NewPayout& payout) { payout.beneficiary_id = BeneficiaryId{{{1}}}; },
    [](NewPayout& payout) { payout.beneficiary.email = "a@c"; },
    [](NewPayout& payout) { payout.beneficiary.first_name = "AB"; },
    [](NewPayout& payout) { payout.beneficiary.last_name = ""; },
    [](NewPayout& payout) {
      payout.beneficiary.first_name = "AB";
      payout.beneficiary.last_name = "";
    },
    [](NewPayout& payout) { payout.beneficiary.country = "DE"; },
    [](NewPayout& payout) { payout.beneficiary.phone = ""; },
    [](NewPayout& payout) { payout.beneficiary.identifiers = ""; },
    [](NewPayout& payout) { payout.description = ""; },
    [](NewPayout& payout) { payout.description = "D"; },
    [](NewPayout& payout) { payout.metadata = ""; },
    [](NewPayout& payout) { std::swap(payout.description, payout.metadata); },
    [](NewPayout& payout) { payout.notify_beneficiary = true; },
};

TEST(Meaning, every_field_matters) {
  EXPECT_EQ(meaning_of(sample()), meaning_of(sample()));
  std::set<base::Sha256> meanings = {meaning_of(sample())};
  for (const auto& change : changes) {
    NewPayout payout = sample();
    change(payout);
    EXPECT_TRUE(meanings.insert(meaning_of(payout)).second)
        << "change " << &change - changes.data();
  }
}

TEST(Meaning, of_a_batch_is_its_payouts_in_their_order) {
  const auto refused = base::Result<NewPayout>(base::refused("invalid_fields", "x"));
  NewPayout other = sample();
  other.reference_id = "R2";
  using Payouts = std::vector<base::Result<NewPayout>>;
  const struct {
    Payouts payouts;
    std::vector<std::string> refused_json;
    bool atomic;
  } rows[] = {
      {{}, {}, false},
      {{}, {}, true},
      {{sample()}, {}, false},
      {{sample()}, {}, true},
      {{other}, {}, false},
      {{sample(), other}, {}, false},
      {{other, sample()}, {}, false},
      {{sample(), sample()}, {}, false},
      {{refused}, {"1"}, false},
      {{refused}, {"2"}, false},
      {{refused, refused}, {"1", "2"}, false},
      {{refused, refused}, {"2", "1"}, false},
      {{refused, refused}, {"12", ""}, false},
      {{refused, sample()}, {"1"}, false},
      {{sample(), refused}, {"1"}, false},
  };
  std::set<base::Sha256> meanings;
  for (const auto& row : rows) {
    const auto meaning = meaning_of_batch(row.payouts, row.refused_json, row.atomic);
    EXPECT_TRUE(meanings.insert(meaning).second) << "row " << &row - rows;
    EXPECT_EQ(meaning_of_batch(row.payouts, row.refused_json, row.atomic), meaning);
  }
}

TEST(BeneficiaryId, its_text_reads_back) {
  const BeneficiaryId id{{{1, 2, 3}}};
  const std::string text = to_text(id);
  EXPECT_EQ(text.size(), 30U);
  EXPECT_EQ(parse_beneficiary_id(text), id);
  for (const std::string& other :
       {std::string(), text.substr(4), "pyt_" + text.substr(4), text + "0", text.substr(0, 29)}) {
    EXPECT_FALSE(parse_beneficiary_id(other)) << other;
  }
}

}  // namespace
}  // namespace payoutd::payouts
