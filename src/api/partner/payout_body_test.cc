#include "api/partner/payout_body.h"

#include <gtest/gtest.h>

#include "api/partner/body_text.h"
#include "base/utf8.h"

namespace payoutd::api::partner {
namespace {

const std::string ben_id = "ben_01hzzzzzzzzzzzzzzzzzzzzzzz";

Members least() {
  return {{"reference_id", "\"R1\""},
          {"wallet_id", "1"},
          {"amount", "100.00"},
          {"currency", "\"USD\""},
          {"beneficiary_email", "\"john.doe@example.com\""},
          {"beneficiary_first_name", "\"John\""},
          {"beneficiary_last_name", "\"Doe\""}};
}

base::Result<payouts::NewPayout> parse(const Members& changes) {
  return parse_payout_body(object_of(changed(least(), changes)));
}

TEST(PayoutBody, every_field_arrives) {
  const auto payout = parse({{"reference_id", "\"PAY_2024_001\""},
                             {"wallet_id", "2147483647"},
                             {"amount", "1.5e2"},
                             {"currency", "\"kWd\""},
                             {"beneficiary_id", in_quotes(ben_id)},
                             {"beneficiary_email", "\"zo\\u00eb@example.com\""},
                             {"beneficiary_first_name", "\"Zoë\""},
                             {"beneficiary_last_name", "\"O'Neil\""},
                             {"beneficiary_country", "\"KW\""},
                             {"beneficiary_phone", "\"+96512345678\""},
                             {"beneficiary_identifiers", R"({"iban": "KW81", "bank":"N\u0042K"})"},
                             {"description", "\"Bonus\\r\\n\\tPayment\""},
                             {"metadata", R"({"b": [1.0, {"z": null, "y": true}], "a": {}})"},
                             {"notify_beneficiary", "true"}});
  ASSERT_TRUE(payout) << faults_of(payout);
  EXPECT_EQ(payout->reference_id, "PAY_2024_001");
  EXPECT_EQ(payout->wallet_id, 2147483647);
  EXPECT_EQ(payout->amount.micro, 150'000'000);
  EXPECT_EQ(payout->amount.currency.code(), "KWD");
  ASSERT_TRUE(payout->beneficiary_id);
  EXPECT_EQ(payouts::to_text(*payout->beneficiary_id), ben_id);
  EXPECT_EQ(payout->beneficiary.email, "zoë@example.com");
  EXPECT_EQ(payout->beneficiary.first_name, "Zoë");
  EXPECT_EQ(payout->beneficiary.last_name, "O'Neil");
  EXPECT_EQ(payout->beneficiary.country, "KW");
  EXPECT_EQ(payout->beneficiary.phone, "+96512345678");
  EXPECT_EQ(payout->beneficiary.identifiers, R"({"bank":"NBK","iban":"KW81"})");
  EXPECT_EQ(payout->description, "Bonus\r\n\tPayment");
  EXPECT_EQ(payout->metadata, R"({"a":{},"b":[1.0,{"y":true,"z":null}]})");
  EXPECT_TRUE(payout->notify_beneficiary);
}

TEST(PayoutBody, little_is_enough) {
  const char* optional[] = {"beneficiary_id",          "beneficiary_country", "beneficiary_phone",
                            "beneficiary_identifiers", "description",         "metadata",
                            "notify_beneficiary"};
  Members nulls;
  for (const char* name : optional) nulls.emplace_back(name, "null");
  for (const Members& changes : {Members{}, nulls}) {
    const auto payout = parse(changes);
    ASSERT_TRUE(payout) << faults_of(payout);
    EXPECT_FALSE(payout->beneficiary_id);
    EXPECT_EQ(payout->beneficiary.country, "");
    EXPECT_EQ(payout->beneficiary.identifiers, "");
    EXPECT_EQ(payout->description, "");
    EXPECT_EQ(payout->metadata, "");
    EXPECT_FALSE(payout->notify_beneficiary);
  }
}

TEST(PayoutBody, what_is_no_object_is_no_json_body) {
  for (const char* body : {"", " ", "null", "1", "\"x\"", "[]", "[{}]", "{", "{\"a\":1,}", "{}{}",
                           "{\"amount\":01}", "{\"reference_id\":\"\xff\"}"}) {
    EXPECT_EQ(faults_of(parse_payout_body(body)), "not_json") << body;
  }
}

struct Row {
  Members changes;
  const char* faults;
};

void expect_faults(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto payout = parse(row.changes);
    const std::string body = object_of(row.changes).substr(0, 200);
    EXPECT_EQ(faults_of(payout), row.faults) << body;
    if (payout || payout.error().fields.empty()) continue;
    for (const base::FieldError& fault : payout.error().fields) {
      EXPECT_TRUE(fault.message.starts_with(fault.field + " ")) << fault.message;
      EXPECT_TRUE(base::is_utf8(fault.message)) << body;
    }
    EXPECT_EQ(payout.error().message, payout.error().fields.front().message);
  }
}

// A text of `size` bytes in quotes.
std::string text_of(size_t size) {
  return in_quotes(std::string(size, 'x'));
}

TEST(PayoutBody, reference_and_description) {
  expect_faults({
      {{{"reference_id", ""}}, "reference_id:required"},
      {{{"reference_id", "null"}}, "reference_id:required"},
      {{{"reference_id", "5"}}, "reference_id:type"},
      {{{"reference_id", "true"}}, "reference_id:type"},
      {{{"reference_id", "{}"}}, "reference_id:type"},
      {{{"reference_id", "[\"R\"]"}}, "reference_id:type"},
      {{{"reference_id", "\"\""}}, "reference_id:empty"},
      {{{"reference_id", "\" \""}}, ""},
      {{{"reference_id", text_of(255)}}, ""},
      {{{"reference_id", text_of(256)}}, "reference_id:max_bytes"},
      {{{"reference_id", in_quotes(std::string(254, 'x') + "é")}}, "reference_id:max_bytes"},
      {{{"reference_id", "\"a\\nb\""}}, "reference_id:control_character"},
      {{{"reference_id", "\"a\\tb\""}}, "reference_id:control_character"},
      {{{"reference_id", "\"a\\u0000\""}}, "reference_id:control_character"},
      {{{"reference_id", "\"\\u007f\""}}, "reference_id:control_character"},
      {{{"reference_id", "\"\\u0085\""}}, "reference_id:control_character"},
      {{{"description", "\"\""}}, ""},
      {{{"description", "7"}}, "description:type"},
      {{{"description", "false"}}, "description:type"},
      {{{"description", text_of(1000)}}, ""},
      {{{"description", text_of(1001)}}, "description:max_bytes"},
      {{{"description", "\"a\\r\\n\\tb\""}}, ""},
      {{{"description", "\"a\\u0001\""}}, "description:control_character"},
  });
}

TEST(PayoutBody, wallet_currency_and_amount) {
  expect_faults({
      {{{"wallet_id", ""}}, "wallet_id:required"},
      {{{"wallet_id", "null"}}, "wallet_id:required"},
      {{{"wallet_id", "\"1\""}}, "wallet_id:type"},
      {{{"wallet_id", "1.5"}}, "wallet_id:type"},
      {{{"wallet_id", "1.0"}}, "wallet_id:type"},
      {{{"wallet_id", "1e0"}}, "wallet_id:type"},
      {{{"wallet_id", "1E0"}}, "wallet_id:type"},
      {{{"wallet_id", "0"}}, "wallet_id:not_found"},
      {{{"wallet_id", "-0"}}, "wallet_id:not_found"},
      {{{"wallet_id", "-1"}}, "wallet_id:not_found"},
      {{{"wallet_id", "2147483648"}}, "wallet_id:not_found"},
      {{{"wallet_id", "99999999999999999999"}}, "wallet_id:not_found"},
      {{{"currency", ""}}, "currency:required"},
      {{{"currency", "null"}}, "currency:required"},
      {{{"currency", "840"}}, "currency:type"},
      {{{"currency", "\"\""}}, "currency:currency"},
      {{{"currency", "\"USX\""}}, "currency:currency"},
      {{{"currency", "\"XAU\""}}, "currency:currency"},
      {{{"currency", "\"USD \""}}, "currency:currency"},
      {{{"amount", ""}}, "amount:required"},
      {{{"amount", "null"}}, "amount:required"},
      {{{"amount", "\"100.00\""}}, "amount:type"},
      {{{"amount", "[100]"}}, "amount:type"},
      {{{"amount", "true"}}, "amount:type"},
      {{{"amount", "0"}}, "amount:positive"},
      {{{"amount", "-0.00"}}, "amount:positive"},
      {{{"amount", "0e5"}}, "amount:positive"},
      {{{"amount", "0e99999999999"}}, "amount:positive"},
      {{{"amount", "0.0E-99999999999"}}, "amount:positive"},
      {{{"amount", "-1"}}, "amount:positive"},
      {{{"amount", "-0.001"}}, "amount:positive"},
      {{{"amount", "-1e30"}}, "amount:positive"},
      {{{"amount", "0.01"}}, ""},
      {{{"amount", "0.001"}}, "amount:decimals"},
      {{{"amount", "100.000"}}, ""},
      {{{"amount", "100.005"}}, "amount:decimals"},
      {{{"amount", "1e-2"}}, ""},
      {{{"amount", "1e-3"}}, "amount:decimals"},
      {{{"amount", "1e-99999999999"}}, "amount:decimals"},
      {{{"amount", "1E-99999999999"}}, "amount:decimals"},
      {{{"amount", "1000000000000"}}, ""},
      {{{"amount", "1e12"}}, ""},
      {{{"amount", "1000000000000.01"}}, "amount:maximum"},
      {{{"amount", "1e13"}}, "amount:maximum"},
      {{{"amount", "99999999999999999999e-2"}}, "amount:maximum"},
      {{{"amount", "1e99999999999"}}, "amount:maximum"},
      {{{"amount", "1"}, {"currency", "\"JPY\""}}, ""},
      {{{"amount", "1.5"}, {"currency", "\"JPY\""}}, "amount:decimals"},
      {{{"amount", "1.555"}, {"currency", "\"kwd\""}}, ""},
      {{{"amount", "1.5555"}, {"currency", "\"KWD\""}}, "amount:decimals"},
      // Without a currency nobody knows how many decimals are too many.
      {{{"amount", "-1"}, {"currency", "\"USX\""}}, "currency:currency amount:positive"},
      {{{"amount", "1.005"}, {"currency", ""}}, "currency:required"},
      {{{"amount", "\"1\""}, {"currency", "5"}}, "currency:type amount:type"},
      {{{"amount", ""}, {"currency", "null"}}, "currency:required amount:required"},
  });
}

TEST(PayoutBody, beneficiary) {
  const std::string id = in_quotes(ben_id);
  const Members no_inline = {
      {"beneficiary_email", ""}, {"beneficiary_first_name", ""}, {"beneficiary_last_name", ""}};
  const auto saved = [&](const std::string& value, const Members& others = {}) {
    Members changes = no_inline;
    changes.insert(changes.end(), others.begin(), others.end());
    changes.emplace_back("beneficiary_id", value);
    return changes;
  };
  expect_faults({
      {no_inline,
       "beneficiary_email:required beneficiary_first_name:required beneficiary_last_name:required"},
      {saved(id), ""},
      {saved(id, {{"beneficiary_email", "null"}}), ""},
      {saved(id, {{"beneficiary_email", "\"a@b\""}}), ""},
      {saved(id, {{"beneficiary_email", "\"a\""}}), "beneficiary_email:email"},
      {saved(id, {{"beneficiary_first_name", "\"\""}}), "beneficiary_first_name:empty"},
      {saved("null"),
       "beneficiary_email:required beneficiary_first_name:required beneficiary_last_name:required"},
      {saved("5"), "beneficiary_id:type"},
      {saved("\"\""), "beneficiary_id:not_found"},
      {saved("\"ben_1\""), "beneficiary_id:not_found"},
      {saved(in_quotes("pyt_" + ben_id.substr(4))), "beneficiary_id:not_found"},
      {{{"beneficiary_email", "null"}}, "beneficiary_email:required"},
      {{{"beneficiary_email", "5"}}, "beneficiary_email:type"},
      {{{"beneficiary_email", "\"\""}}, "beneficiary_email:email"},
      {{{"beneficiary_email", "\"nobody\""}}, "beneficiary_email:email"},
      {{{"beneficiary_email", "\"@b\""}}, "beneficiary_email:email"},
      {{{"beneficiary_email", "\"a b@c\""}}, "beneficiary_email:email"},
      {{{"beneficiary_email", "\"a@\\n\""}}, "beneficiary_email:control_character"},
      {{{"beneficiary_email", in_quotes("a@" + std::string(252, 'x'))}}, ""},
      {{{"beneficiary_email", in_quotes("a@" + std::string(253, 'x'))}},
       "beneficiary_email:max_bytes"},
      {{{"beneficiary_first_name", "[]"}}, "beneficiary_first_name:type"},
      {{{"beneficiary_first_name", "\"\""}}, "beneficiary_first_name:empty"},
      {{{"beneficiary_first_name", text_of(255)}}, ""},
      {{{"beneficiary_first_name", text_of(256)}}, "beneficiary_first_name:max_bytes"},
      {{{"beneficiary_first_name", "\"\\u0000\""}}, "beneficiary_first_name:control_character"},
      {{{"beneficiary_last_name", ""}}, "beneficiary_last_name:required"},
      {{{"beneficiary_last_name", "1"}}, "beneficiary_last_name:type"},
      {{{"beneficiary_last_name", "\"\""}}, "beneficiary_last_name:empty"},
      {{{"beneficiary_last_name", text_of(256)}}, "beneficiary_last_name:max_bytes"},
      {{{"beneficiary_last_name", "\"a\\tb\""}}, "beneficiary_last_name:control_character"},
      {{{"beneficiary_country", "\"US\""}}, ""},
      {{{"beneficiary_country", "1"}}, "beneficiary_country:type"},
      {{{"beneficiary_country", "\"\""}}, "beneficiary_country:country"},
      {{{"beneficiary_country", "\"us\""}}, "beneficiary_country:country"},
      {{{"beneficiary_country", "\"USA\""}}, "beneficiary_country:country"},
      {{{"beneficiary_phone", "\"+1234567\""}}, ""},
      {{{"beneficiary_phone", "12345678"}}, "beneficiary_phone:type"},
      {{{"beneficiary_phone", "\"\""}}, "beneficiary_phone:phone"},
      {{{"beneficiary_phone", "\"+123456\""}}, "beneficiary_phone:phone"},
      {{{"beneficiary_phone", "\"+1234567890123456\""}}, "beneficiary_phone:phone"},
      {{{"beneficiary_phone", "\"1234567890\""}}, "beneficiary_phone:phone"},
  });
}

TEST(PayoutBody, identifiers) {
  const std::string long_name(65, 'n');
  const auto row = [](const std::string& value, const char* rule) {
    return Row{{{"beneficiary_identifiers", value}}, rule};
  };
  expect_faults({
      row(R"({"iban":"X"})", ""),
      row(object_of_many(20, "\"x\""), ""),
      row(object_of_many(21, "\"x\""), "beneficiary_identifiers:too_many"),
      row("{}", "beneficiary_identifiers:empty"),
      row("[]", "beneficiary_identifiers:type"),
      row("\"X\"", "beneficiary_identifiers:type"),
      row(R"({"iban":1})", "beneficiary_identifiers:type"),
      row(R"({"iban":null})", "beneficiary_identifiers:type"),
      row(R"({"iban":{"a":"b"}})", "beneficiary_identifiers:type"),
      row(R"({"iban":""})", "beneficiary_identifiers:empty"),
      row(R"({"":"x"})", "beneficiary_identifiers:empty"),
      row("{\"a\":" + text_of(256) + "}", ""),
      row("{\"a\":" + text_of(257) + "}", "beneficiary_identifiers:max_bytes"),
      row("{\"" + long_name.substr(1) + "\":\"x\"}", ""),
      row("{\"" + long_name + "\":\"x\"}", "beneficiary_identifiers:max_bytes"),
      row(R"({"a":"x\n"})", "beneficiary_identifiers:control_character"),
      row(R"({"a\u0000":"x"})", "beneficiary_identifiers:control_character"),
      row(R"({"a":"x","b":"y","a":"x"})", "beneficiary_identifiers:duplicate"),
  });
}

TEST(PayoutBody, metadata) {
  const std::string long_name(65, 'n');
  const auto row = [](const std::string& value, const char* rule) {
    return Row{{{"metadata", value}}, rule};
  };
  // `{"a":"xx…"}` of so many bytes.
  const auto bytes = [](size_t size) { return "{\"a\":" + text_of(size - 8) + "}"; };
  expect_faults({
      row("{}", ""),
      row("[]", "metadata:type"),
      row("\"x\"", "metadata:type"),
      row("1", "metadata:type"),
      row(object_of_many(50, "1"), ""),
      row(object_of_many(51, "1"), "metadata:too_many"),
      row("{\"a\":[" + object_of_many(51, "1") + "]}", "metadata:too_many"),
      row("{\"" + long_name.substr(1) + "\":1}", ""),
      row("{\"" + long_name + "\":1}", "metadata:max_bytes"),
      row("{\"a\":{\"" + long_name + "\":1}}", "metadata:max_bytes"),
      row(R"({"a":{"b":{"c":{"d":1}}}})", ""),
      row(R"({"a":{"b":{"c":{"d":{}}}}})", "metadata:too_deep"),
      row(R"({"a":[[[1]]]})", ""),
      row(R"({"a":[[[[]]]]})", "metadata:too_deep"),
      row(R"({"a":1,"a":1})", "metadata:duplicate"),
      row(R"({"a":[{"b":1,"b":2}]})", "metadata:duplicate"),
      row(R"({"a":{"b":1},"b":{"a":1}})", ""),
      row(bytes(16384), ""),
      row(bytes(16385), "metadata:max_bytes"),
      row("{ \"a\" : " + std::string(20000, ' ') + "1}", ""),  // blanks do not count
      row(R"({"a":"\u0001\n","":0})", ""),
  });
}

TEST(PayoutBody, notify_beneficiary) {
  expect_faults({
      {{{"notify_beneficiary", "false"}}, ""},
      {{{"notify_beneficiary", "true"}}, ""},
      {{{"notify_beneficiary", "1"}}, "notify_beneficiary:type"},
      {{{"notify_beneficiary", "\"true\""}}, "notify_beneficiary:type"},
  });
}

TEST(PayoutBody, unknown_and_repeated_fields) {
  const std::string long_name(100, 'n');
  expect_faults({
      {{{"ammount", "1"}}, "ammount:unknown"},
      {{{"ammount", "null"}}, "ammount:unknown"},
      {{{"Amount", "1"}}, "Amount:unknown"},
      {{{"email", "\"a@b\""}}, "email:unknown"},
      {{{"", "1"}}, ":unknown"},
      {{{"a\\nb", "1"}}, "(unreadable):unknown"},
      {{{"é", "1"}}, "é:unknown"},
  });
  EXPECT_EQ(faults_of(parse({{long_name, "1"}})), std::string(64, 'n') + "…:unknown");
  const auto twice = [](const Members& again) {
    Members members = least();
    members.insert(members.end(), again.begin(), again.end());
    return faults_of(parse_payout_body(object_of(members)));
  };
  EXPECT_EQ(twice({{"amount", "100.00"}}), "amount:duplicate");
  EXPECT_EQ(twice({{"\\u0061mount", "-1"}}), "amount:duplicate");
  EXPECT_EQ(twice({{"amount", "1"}, {"amount", "1"}}), "amount:duplicate");
  EXPECT_EQ(twice({{"reference_id", "null"}}), "reference_id:duplicate");
  EXPECT_EQ(twice({{"currency", "\"USX\""}}), "currency:duplicate");
}

TEST(PayoutBody, strange_names_are_no_way_to_a_large_answer) {
  Members members = least();
  for (int i = 0; i < 1000; ++i) members.emplace_back("x" + std::to_string(i), "1");
  const auto payout = parse_payout_body(object_of(members));
  ASSERT_FALSE(payout);
  EXPECT_EQ(payout.error().fields.size(), 20U);
}

TEST(PayoutBody, tells_all_faults_at_once) {
  EXPECT_EQ(faults_of(parse_payout_body("{}")),
            "reference_id:required wallet_id:required currency:required amount:required "
            "beneficiary_email:required beneficiary_first_name:required "
            "beneficiary_last_name:required");
  EXPECT_EQ(faults_of(parse({{"reference_id", "\"\""},
                             {"wallet_id", "0"},
                             {"amount", "0"},
                             {"beneficiary_id", "1"},
                             {"beneficiary_email", "\"x\""},
                             {"beneficiary_first_name", "1"},
                             {"beneficiary_last_name", "\"\""},
                             {"beneficiary_country", "\"x\""},
                             {"beneficiary_phone", "\"x\""},
                             {"beneficiary_identifiers", "{}"},
                             {"description", "1"},
                             {"metadata", "1"},
                             {"notify_beneficiary", "1"},
                             {"x", "1"}})),
            "x:unknown reference_id:empty wallet_id:not_found amount:positive beneficiary_id:type "
            "beneficiary_email:email beneficiary_first_name:type beneficiary_last_name:empty "
            "beneficiary_country:country beneficiary_phone:phone beneficiary_identifiers:empty "
            "description:type metadata:type notify_beneficiary:type");
  EXPECT_EQ(parse({{"amount", "0"}}).error().message, "amount must be greater than 0");
}

}  // namespace
}  // namespace payoutd::api::partner
