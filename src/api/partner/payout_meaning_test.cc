// What two bodies must have in common to be one request, sent twice.
#include <gtest/gtest.h>

#include "api/partner/body_text.h"
#include "api/partner/payout_body.h"

namespace payoutd::api::partner {
namespace {

const Members sample = {{"reference_id", "\"R1\""},
                        {"wallet_id", "1"},
                        {"amount", "100"},
                        {"currency", "\"USD\""},
                        {"beneficiary_id", "\"ben_01hzzzzzzzzzzzzzzzzzzzzzzz\""},
                        {"beneficiary_email", "\"zoë@b\""},
                        {"beneficiary_first_name", "\"Zoë\""},
                        {"beneficiary_last_name", "\"B\""},
                        {"beneficiary_country", "\"US\""},
                        {"beneficiary_phone", "\"+1234567\""},
                        {"beneficiary_identifiers", R"({"a":"1","b":"2"})"},
                        {"description", "\"d\""},
                        {"metadata", R"({"a":{"x":1,"y":2},"b":[1,2]})"},
                        {"notify_beneficiary", "true"}};

base::Sha256 meaning(const std::string& body) {
  const auto payout = parse_payout_body(body);
  EXPECT_TRUE(payout) << faults_of(payout) << " " << body;
  return payout ? payouts::meaning_of(*payout) : base::Sha256{};
}

base::Sha256 meaning_with(const Members& changes) {
  return meaning(object_of(changed(sample, changes)));
}

TEST(PayoutMeaning, is_the_same_however_it_is_spelt) {
  const base::Sha256 same = meaning(object_of(sample));
  const Members spellings = {
      {"amount", "100.00"},
      {"amount", "1e2"},
      {"amount", "1.0E+2"},
      {"amount", "10000e-2"},
      {"amount", "100.000000000"},
      {"currency", "\"usd\""},
      {"currency", "\"Usd\""},
      {"reference_id", "\"\\u0052\\u0031\""},
      {"beneficiary_id", "\"ben_01HZZZZZZZZZZZZZZZZZZZZZZZ\""},
      {"beneficiary_first_name", "\"Zo\\u00eb\""},
      {"beneficiary_identifiers", R"({ "b" : "2" , "a" : "\u0031" })"},
      {"metadata", R"( { "b" : [ 1 , 2 ], "a" : { "y" : 2, "x" : 1 } } )"},
  };
  for (const auto& spelling : spellings) {
    EXPECT_EQ(meaning_with({spelling}), same) << spelling.first << " " << spelling.second;
  }
  EXPECT_EQ(meaning(object_of(Members(sample.rbegin(), sample.rend()))), same);
  std::string spaced = "\r\n\t ";
  for (const char c : object_of(sample))
    spaced += c == ',' || c == '{' ? std::string(1, c) + " \n" : std::string(1, c);
  EXPECT_EQ(meaning(spaced + " \n"), same);
}

TEST(PayoutMeaning, what_is_not_given_is_null_or_the_default) {
  const Members defaults = {{"beneficiary_country", "null"},
                            {"beneficiary_phone", "null"},
                            {"beneficiary_identifiers", "null"},
                            {"description", "null"},
                            {"metadata", "null"},
                            {"notify_beneficiary", "null"},
                            {"notify_beneficiary", "false"},
                            {"description", "\"\""},
                            {"beneficiary_id", "null"}};
  for (const auto& [name, value] : defaults) {
    EXPECT_EQ(meaning_with({{name, value}}), meaning_with({{name, ""}})) << name;
  }
}

TEST(PayoutMeaning, every_field_matters) {
  const base::Sha256 same = meaning(object_of(sample));
  const Members differences = {
      {"reference_id", "\"r1\""},
      {"wallet_id", "2"},
      {"amount", "100.01"},
      {"currency", "\"EUR\""},
      {"beneficiary_id", "\"ben_01hzzzzzzzzzzzzzzzzzzzzzzy\""},
      {"beneficiary_id", ""},
      {"beneficiary_email", "\"zoe@b\""},
      {"beneficiary_email", ""},
      {"beneficiary_first_name", "\"Zoe\""},
      {"beneficiary_last_name", "\"b\""},
      {"beneficiary_country", "\"DE\""},
      {"beneficiary_country", ""},
      {"beneficiary_phone", "\"+12345678\""},
      {"beneficiary_identifiers", R"({"a":"2","b":"1"})"},
      {"beneficiary_identifiers", ""},
      {"description", "\"d \""},
      {"description", ""},
      {"metadata", R"({"a":{"x":1,"y":2},"b":[2,1]})"},
      {"metadata", R"({"a":{"x":1,"y":"2"},"b":[1,2]})"},
      {"metadata", "{}"},
      {"metadata", ""},
      {"notify_beneficiary", ""},
  };
  for (const auto& difference : differences) {
    EXPECT_NE(meaning_with({difference}), same) << difference.first << " " << difference.second;
  }
  // No field is left out of the table above.
  for (const auto& [name, value] : sample) {
    bool named = false;
    for (const auto& difference : differences) named = named || difference.first == name;
    EXPECT_TRUE(named) << name;
  }
}

}  // namespace
}  // namespace payoutd::api::partner
