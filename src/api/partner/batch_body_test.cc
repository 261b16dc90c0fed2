#include <gtest/gtest.h>

#include "api/partner/body_text.h"
#include "api/partner/payout_body.h"

namespace payoutd::api::partner {
namespace {

std::string payout(const std::string& amount, const std::string& currency = "USD") {
  return object_of({{"reference_id", "\"R1\""},
                    {"wallet_id", "1"},
                    {"amount", amount},
                    {"currency", in_quotes(currency)},
                    {"beneficiary_email", "\"a@b\""},
                    {"beneficiary_first_name", "\"A\""},
                    {"beneficiary_last_name", "\"B\""}});
}

std::string batch(const std::string& items, const std::string& others = "") {
  return "{\"payouts\":[" + items + "]" + others + "}";
}

std::string repeated(const std::string& item, size_t count) {
  std::string items;
  for (size_t i = 0; i < count; ++i) items += (i == 0 ? "" : ",") + item;
  return items;
}

TEST(BatchBody, has_a_result_for_each_payout) {
  const auto body = parse_batch_body(
      batch(payout("1") + "," + payout("0") + ",7," + payout("2") + ",null,{ \"b\":1, \"a\":[] }"));
  ASSERT_TRUE(body) << faults_of(body);
  EXPECT_FALSE(body->atomic);
  ASSERT_EQ(body->payouts.size(), 6U);
  EXPECT_EQ(body->payouts[0]->amount.micro, 1'000'000);
  EXPECT_EQ(faults_of(body->payouts[1]), "amount:positive");
  EXPECT_EQ(faults_of(body->payouts[2]), ":type");
  EXPECT_EQ(body->payouts[3]->amount.micro, 2'000'000);
  EXPECT_EQ(faults_of(body->payouts[4]), ":type");
  EXPECT_TRUE(faults_of(body->payouts[5]).starts_with("b:unknown a:unknown reference_id:required"));
  ASSERT_EQ(body->refused_json.size(), 4U);
  EXPECT_EQ(body->refused_json[1], "7");
  EXPECT_EQ(body->refused_json[3], R"({"a":[],"b":1})");
}

TEST(BatchBody, tells_what_is_wrong_with_the_batch) {
  const struct {
    std::string body;
    const char* faults;
  } rows[] = {
      {"", "not_json"},
      {"[" + payout("1") + "]", "not_json"},
      {"{}", "payouts:required"},
      {R"({"payouts":null})", "payouts:required"},
      {R"({"payouts":{}})", "payouts:type"},
      {R"({"payouts":"x"})", "payouts:type"},
      {R"({"payouts":[]})", "payouts:empty"},
      {R"({"payouts":[],"payouts":[1]})", "payouts:duplicate"},
      {batch(repeated("1", 10'001)), "payouts:too_many"},
      {batch("1", R"(,"atomic":1)"), "atomic:type"},
      {batch("1", R"(,"atomic":"true")"), "atomic:type"},
      {batch("1", R"(,"atomic":true,"atomic":true)"), "atomic:duplicate"},
      {batch("1", R"(,"Atomic":true)"), "Atomic:unknown"},
      {R"({"payouts":[],"atomic":0,"amount":1})", "amount:unknown atomic:type payouts:empty"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(faults_of(parse_batch_body(row.body)), row.faults) << row.body.substr(0, 80);
  }
  EXPECT_TRUE(parse_batch_body(batch(repeated("1", 10'000))));
}

TEST(BatchBody, may_be_atomic) {
  EXPECT_TRUE(parse_batch_body(batch("1", R"(,"atomic":true)"))->atomic);
  EXPECT_FALSE(parse_batch_body(batch("1", R"(,"atomic":false)"))->atomic);
  EXPECT_FALSE(parse_batch_body(batch("1", R"(,"atomic":null)"))->atomic);
}

base::Sha256 meaning(const std::string& text) {
  const auto body = parse_batch_body(text);
  EXPECT_TRUE(body) << text;
  return payouts::meaning_of_batch(body->payouts, body->refused_json, body->atomic);
}

TEST(BatchBody, means_what_its_payouts_mean) {
  const std::string same = batch(payout("100") + ",{\"a\":1,\"b\":[2]}");
  for (const std::string& text :
       {batch(payout("100.00") + ",{\"b\":[2],\"a\":1}"),
        batch(payout("1e2", "usd") + " , { \"b\" : [ 2 ] , \"\\u0061\" : 1 } "),
        batch(payout("100") + ",{\"a\":1,\"b\":[2]}", ",\"atomic\":false")}) {
    EXPECT_EQ(meaning(text), meaning(same)) << text;
  }
  for (const std::string& text :
       {batch(payout("100.01") + ",{\"a\":1,\"b\":[2]}"), batch(payout("100")),
        batch(payout("100") + ",{\"a\":1,\"b\":[3]}"),
        batch("{\"a\":1,\"b\":[2]}," + payout("100")),
        batch(payout("100") + ",{\"a\":1,\"b\":[2]}", ",\"atomic\":true"),
        batch(payout("100") + "," + payout("100") + ",{\"a\":1,\"b\":[2]}")}) {
    EXPECT_NE(meaning(text), meaning(same)) << text;
  }
  EXPECT_NE(meaning(batch("1,2")), meaning(batch("2,1")));
  EXPECT_NE(meaning(batch("1,2")), meaning(batch("12")));
}

}  // namespace
}  // namespace payoutd::api::partner
