// Both dialects' objects, byte for byte.
#include "api/console/payout_json.h"

#include <gtest/gtest.h>

#include "api/partner/payout_json.h"

namespace payoutd::api {
namespace {

payouts::Payout sample() {
  payouts::Payout payout{.amount = {100'000'000, *money::find_currency("USD")}};
  payout.fees_micro = 1'500'000;
  payout.status = payouts::Status::completed;
  payout.created_at = *base::parse_rfc3339("2024-01-15T10:30:00.999Z");
  payout.completed_at = base::parse_rfc3339("2024-01-15T10:35:00Z");
  payout.reference_id = "PAY_2024_001";
  payout.beneficiary_email = "john.doe@example.com";
  payout.beneficiary_first_name = "John";
  payout.beneficiary_last_name = "Doe";
  payout.beneficiary_country = "US";
  payout.beneficiary_phone = "+1";
  payout.description = "Bonus \"Payment\"";
  return payout;
}

TEST(PartnerPayout, is_the_documents_sample) {
  std::string json;
  partner::append_payout(view(sample()), json);
  EXPECT_EQ(json, R"({"id":"pyt_00000000000000000000000000","reference_id":"PAY_2024_001",)"
                  R"("status":"completed","amount":100.00,"currency":"USD","fees":1.50,)"
                  R"("total_amount":101.50,"beneficiary":{"email":"john.doe@example.com",)"
                  R"("first_name":"John","last_name":"Doe","country":"US"},)"
                  R"("description":"Bonus \"Payment\"","created_at":"2024-01-15T10:30:00Z",)"
                  R"("completed_at":"2024-01-15T10:35:00Z"})");
}

TEST(PartnerPayout, has_every_field_that_is_set) {
  payouts::Payout payout = sample();
  payout.failure_code = "c";
  payout.failure_reason = "r";
  for (auto* time : {&payout.queued_at, &payout.submitted_at, &payout.failed_at,
                     &payout.cancelled_at, &payout.expired_at}) {
    *time = payout.completed_at;
  }
  std::string json;
  partner::append_payout(view(payout), json);
  for (const char* key : {"failure_code\":\"c\"", "failure_reason\":\"r\"", "queued_at",
                          "submitted_at", "failed_at", "cancelled_at"}) {
    EXPECT_NE(json.find(key), std::string::npos) << key;
  }
  EXPECT_EQ(json.find("expired_at"), std::string::npos);
}

TEST(PartnerPayout, may_know_little_of_its_beneficiary) {
  payouts::Payout payout = sample();
  payout.beneficiary_email = payout.beneficiary_first_name = payout.beneficiary_country = "";
  std::string json;
  partner::append_payout(view(payout), json);
  EXPECT_NE(json.find(R"("beneficiary":{"last_name":"Doe"},)"), std::string::npos) << json;
  payout.beneficiary_last_name = "";
  json.clear();
  partner::append_payout(view(payout), json);
  EXPECT_NE(json.find(R"("beneficiary":{},)"), std::string::npos) << json;
}

TEST(ConsolePayout, leaves_out_what_is_unset) {
  payouts::Payout payout = sample();
  payout.status = payouts::Status::queued;
  payout.completed_at.reset();
  payout.network = "solana";
  payout.address = "addr";
  std::string json;
  console::append_payout(view(payout), {}, json);
  EXPECT_EQ(json, R"({"id":"00000000-0000-0000-0000-000000000000",)"
                  R"("user_id":"00000000-0000-0000-0000-000000000000","amount_micro":100000000,)"
                  R"("network":"solana","address":"addr","status":"requested",)"
                  R"("requested_at":"2024-01-15T10:30:00Z"})");
}

TEST(ConsolePayout, shows_a_hash_only_once_sent) {
  payouts::Payout payout = sample();
  payout.tx_hash = "0xabc";
  payout.note = "n";
  std::string json;
  console::append_payout(view(payout), {}, json);
  EXPECT_NE(json.find(R"("status":"sent","tx_hash":"0xabc","note":"n",)"), std::string::npos);
  EXPECT_NE(json.find(R"("completed_at":"2024-01-15T10:35:00Z"})"), std::string::npos);
  payout.status = payouts::Status::processing;
  json.clear();
  console::append_payout(view(payout), {}, json);
  EXPECT_EQ(json.find("tx_hash"), std::string::npos);
}

}  // namespace
}  // namespace payoutd::api
