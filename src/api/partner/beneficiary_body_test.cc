#include "api/partner/beneficiary_body.h"

#include <gtest/gtest.h>

#include "api/partner/body_text.h"

namespace payoutd::api::partner {
namespace {

base::Result<payouts::NewBeneficiary> parse(const Members& changes) {
  const Members least = {
      {"email", "\"john.doe@example.com\""}, {"first_name", "\"John\""}, {"last_name", "\"Doe\""}};
  return parse_beneficiary_body(object_of(changed(least, changes)));
}

TEST(BeneficiaryBody, every_field_arrives) {
  const auto least = parse({});
  ASSERT_TRUE(least) << faults_of(least);
  EXPECT_EQ(least->details,
            (payouts::BeneficiaryDetails{"john.doe@example.com", "John", "Doe", "", "", ""}));
  EXPECT_EQ(least->metadata, "");
  const auto all = parse({{"country", "\"US\""},
                          {"phone", "\"+12025550123\""},
                          {"identifiers", R"({"iban" : "X", "bic":"Y"})"},
                          {"metadata", R"({"b":1.0,"a":null})"}});
  ASSERT_TRUE(all) << faults_of(all);
  EXPECT_EQ(all->details,
            (payouts::BeneficiaryDetails{"john.doe@example.com", "John", "Doe", "US",
                                         "+12025550123", R"({"bic":"Y","iban":"X"})"}));
  EXPECT_EQ(all->metadata, R"({"a":null,"b":1.0})");
}

TEST(BeneficiaryBody, tells_field_and_rule) {
  const struct {
    Members changes;
    const char* faults;
  } rows[] = {
      {{{"email", ""}}, "email:required"},
      {{{"email", "null"}}, "email:required"},
      {{{"email", "1"}}, "email:type"},
      {{{"email", "\"x\""}}, "email:email"},
      {{{"first_name", ""}}, "first_name:required"},
      {{{"first_name", "\"\""}}, "first_name:empty"},
      {{{"last_name", "null"}}, "last_name:required"},
      {{{"last_name", in_quotes(std::string(256, 'x'))}}, "last_name:max_bytes"},
      {{{"country", "\"USA\""}}, "country:country"},
      {{{"country", "null"}}, ""},
      {{{"phone", "\"1\""}}, "phone:phone"},
      {{{"phone", "1"}}, "phone:type"},
      {{{"identifiers", "{}"}}, "identifiers:empty"},
      {{{"identifiers", "null"}}, ""},
      {{{"metadata", "[]"}}, "metadata:type"},
      {{{"metadata", R"({"a":1,"a":2})"}}, "metadata:duplicate"},
      {{{"beneficiary_email", "\"a@b\""}}, "beneficiary_email:unknown"},
      {{{"description", "\"x\""}}, "description:unknown"},
      {{{"id", "\"ben_1\""}}, "id:unknown"},
      {{{"email", "1"}, {"phone", "1"}, {"x", "1"}}, "x:unknown email:type phone:type"},
  };
  for (const auto& row : rows) EXPECT_EQ(faults_of(parse(row.changes)), row.faults);
  EXPECT_EQ(faults_of(parse_beneficiary_body("{}")),
            "email:required first_name:required last_name:required");
  EXPECT_EQ(faults_of(parse_beneficiary_body("[]")), "not_json");
  EXPECT_EQ(faults_of(parse_beneficiary_body("")), "not_json");
}

}  // namespace
}  // namespace payoutd::api::partner
