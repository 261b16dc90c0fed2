#include "samples/payout_generator.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace payoutd::samples {
namespace {

using payouts::Payout;
using payouts::Status;

GeneratorOptions options(Kind kind, uint64_t seed, uint64_t count, uint64_t first_number = 0) {
  return {kind,
          seed,
          count,
          first_number,
          *money::find_currency("USD"),
          {1'704'067'200'000'000},
          {1'767'225'600'000'000}};
}

std::vector<Payout> generate(const GeneratorOptions& given) {
  base::SeededRandom random(given.seed);
  base::UuidSequence ids(random);
  PayoutGenerator generator(given);
  std::vector<Payout> made;
  for (uint64_t i = 0; i < given.count; ++i) made.push_back(generator.next(ids));
  return made;
}

std::string summary(const Payout& payout) {
  return payout.reference_id + payout.beneficiary_email + money::to_text(payout.amount) +
         std::string(to_text(payout.status)) + payout.address + payout.tx_hash +
         base::to_rfc3339_micros(payout.updated_at);
}

TEST(PayoutGenerator, repeats_itself_for_the_same_seed_only) {
  for (const Kind kind : {Kind::client, Kind::user}) {
    const auto one = generate(options(kind, 7, 300));
    const auto two = generate(options(kind, 7, 300));
    const auto other = generate(options(kind, 8, 300));
    int differing = 0;
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(summary(one[i]), summary(two[i]));
      if (summary(one[i]) != summary(other[i])) ++differing;
    }
    EXPECT_GT(differing, 290);
  }
}

TEST(PayoutGenerator, references_never_repeat_over_runs) {
  std::set<std::string> seen;
  for (const uint64_t first : {0U, 500U, 1000U}) {
    for (const Payout& payout : generate(options(Kind::client, 1, 500, first))) {
      EXPECT_TRUE(seen.insert(payout.reference_id).second) << payout.reference_id;
    }
  }
}

TEST(PayoutGenerator, what_it_tells_fits_together) {
  for (const Kind kind : {Kind::client, Kind::user}) {
    std::map<Status, int> statuses;
    std::map<std::string, int> currencies;
    base::Timestamp last{0};
    for (const Payout& payout : generate(options(kind, 3, 5000))) {
      ++statuses[payout.status];
      ++currencies[std::string(payout.amount.currency.code())];
      EXPECT_GT(payout.amount.micro, 0);
      EXPECT_TRUE(money::fits_decimals(payout.amount));
      EXPECT_TRUE(money::fits_decimals({payout.fees_micro, payout.amount.currency}));
      EXPECT_GE(payout.created_at, last);
      last = payout.created_at;
      EXPECT_GE(payout.updated_at, payout.created_at);
      EXPECT_LE(payout.updated_at.micros, 1'767'225'600'000'000);
      EXPECT_EQ(payout.completed_at.has_value(), payout.status == Status::completed);
      EXPECT_EQ(payout.failed_at.has_value(), payout.status == Status::failed);
      EXPECT_EQ(payout.cancelled_at.has_value(), payout.status == Status::cancelled);
      EXPECT_EQ(payout.expired_at.has_value(), payout.status == Status::expired);
      EXPECT_EQ(finished_at(payout).has_value(), is_final(payout.status));
      EXPECT_TRUE(payout.imported);
      if (kind == Kind::user) {
        EXPECT_EQ(!payout.tx_hash.empty(), payout.status == Status::completed);
        EXPECT_EQ(payout.address.size(), payout.network == "solana" ? 43U : 42U);
      } else {
        EXPECT_EQ(!payout.failure_code.empty(), payout.status == Status::failed);
        EXPECT_NE(payout.beneficiary_email.find('@'), std::string::npos);
      }
    }
    EXPECT_EQ(statuses.size(), payouts::status_count) << "every status occurs";
    EXPECT_EQ(currencies.size(), kind == Kind::client ? 11U : 1U);
  }
}

}  // namespace
}  // namespace payoutd::samples
