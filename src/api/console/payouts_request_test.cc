// What a body that asks for a payout must be, and which fault is told first.
#include "api/console/payouts_request.h"

#include <gtest/gtest.h>

namespace payoutd::api::console {
namespace {

constexpr const char* address = "0x52908400098527886E0F7030069857D2E4169EE7";

RequestRules rules() {
  return {*money::find_currency("USD"), 10'000'000,
          *payouts::PayoutNetworks::parse("ethereum=evm,solana=solana")};
}

http::Request request_of(std::string body) {
  http::Request request;
  request.method = http::Method::post;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return request;
}

std::string body_of(const std::string& micro, const std::string& network = "\"ethereum\"",
                    const std::string& to = std::string("\"") + address + "\"") {
  std::string body = "{\"amount_micro\":" + micro;
  if (!network.empty()) body += ",\"network\":" + network;
  if (!to.empty()) body += ",\"address\":" + to;
  return body + "}";
}

std::string word(const http::Request& request) {
  const auto asked = parse_request(request, rules());
  return asked ? "ok" : asked.error().reason;
}

TEST(PayoutsRequest, is_what_the_body_says) {
  const auto asked =
      parse_request(request_of(R"({"address":")" + std::string(address) +
                               R"(","network":"ethereum","amount_micro":10000000,"more":[1]})"),
                    rules());
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_EQ(asked->amount, (money::Amount{10'000'000, *money::find_currency("USD")}));
  EXPECT_EQ(asked->network, "ethereum");
  EXPECT_EQ(asked->address, address);
}

// Each row is at fault in this and in all that is judged later.
TEST(PayoutsRequest, tells_the_first_fault_of_the_documented_order) {
  const std::string bad_address = R"("0x529")";
  const struct {
    std::string body;
    const char* word;
  } rows[] = {
      {"", "invalid_json"},
      {"[]", "invalid_json"},
      {R"({"amount_micro":0,"amount_micro":0})", "invalid_json"},
      {"{}", "invalid_args"},
      {body_of("null", "\"x\"", bad_address), "invalid_args"},
      {body_of("\"10000000\"", "\"x\"", bad_address), "invalid_args"},
      {body_of("10000000.0", "\"x\"", bad_address), "invalid_args"},
      {body_of("1e7", "\"x\"", bad_address), "invalid_args"},
      {body_of("0", "\"x\"", bad_address), "invalid_args"},
      {body_of("-1", "\"x\"", bad_address), "invalid_args"},
      {body_of("1000000000000000001", "\"x\"", bad_address), "invalid_args"},
      {body_of("9223372036854775808", "\"x\"", bad_address), "invalid_args"},
      {body_of("1", "", bad_address), "invalid_args"},
      {body_of("1", "7", bad_address), "invalid_args"},
      {body_of("1", "\"x\"", ""), "invalid_args"},
      {body_of("1", "\"x\"", "null"), "invalid_args"},
      {body_of("1", "\"x\"", bad_address), "invalid_network"},
      {body_of("1", "\"Ethereum\"", bad_address), "invalid_network"},
      {body_of("1", "\"\"", bad_address), "invalid_network"},
      {body_of("1", "\"tron\"", bad_address), "invalid_network"},
      {body_of("1", "\"ethereum\"", bad_address), "invalid_address"},
      {body_of("1", "\"ethereum\"", R"("0x52908400098527886E0F7030069857D2E4169Ee7")"),
       "invalid_address"},
      {body_of("1", "\"solana\""), "invalid_address"},
      {body_of("1"), "payout_below_min"},
      {body_of("9999999"), "payout_below_min"},
      {body_of("10000000"), "ok"},
      {body_of("1000000000000000000"), "ok"},
  };
  for (const auto& row : rows) EXPECT_EQ(word(request_of(row.body)), row.word) << row.body;
}

TEST(PayoutsRequest, a_key_is_judged_with_the_fields) {
  const auto with_keys = [](std::string body, const std::vector<std::string>& keys) {
    http::Request request = request_of(std::move(body));
    for (const std::string& key : keys) request.headers.push_back({"Idempotency-Key", key});
    return word(request);
  };
  EXPECT_EQ(with_keys(body_of("10000000"), {"12345678"}), "ok");
  EXPECT_EQ(with_keys(body_of("10000000"), {std::string(256, 'k')}), "ok");
  EXPECT_EQ(with_keys(body_of("10000000"), {"1234567"}), "invalid_args");
  EXPECT_EQ(with_keys(body_of("10000000"), {std::string(257, 'k')}), "invalid_args");
  EXPECT_EQ(with_keys(body_of("10000000"), {"1234 5678"}), "invalid_args");
  EXPECT_EQ(with_keys(body_of("10000000"), {"12345678", "12345678"}), "invalid_args");
  EXPECT_EQ(with_keys(body_of("1", "\"x\""), {"short"}), "invalid_args") << "before the network";
  EXPECT_EQ(with_keys("{", {"short"}), "invalid_json") << "behind the body";
}

}  // namespace
}  // namespace payoutd::api::console
