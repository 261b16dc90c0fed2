#include "api/partner/list_parameters.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

TEST(PartnerListParameters, have_the_documents_defaults) {
  const auto parameters = parse_list_parameters("");
  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->page, 1U);
  EXPECT_EQ(parameters->limit, 20U);
  const payouts::ListQuery& query = parameters->query;
  EXPECT_EQ(query.offset, 0U);
  EXPECT_EQ(query.limit, 20U);
  EXPECT_EQ(query.sort_field, payouts::SortField::created_at);
  EXPECT_EQ(query.sort_order, payouts::SortOrder::descending);
  EXPECT_TRUE(query.filter.statuses.none());
  EXPECT_TRUE(query.filter.currencies.empty());
  EXPECT_EQ(query.filter.search, "");
}

TEST(PartnerListParameters, reach_the_query) {
  const auto parameters = parse_list_parameters(
      "page=3&limit=500&status=Completed,FAILED&currency=usd,EUR&search=a%2Bb%25&sort_by=amount"
      "&sort_order=asc&created_from=2024-01-15T10:30:00+02:00&created_to=2024-01-16T00:00:00Z"
      "&reference_id=R%201&beneficiary_id=ben_1");
  ASSERT_TRUE(parameters) << parameters.error().message;
  EXPECT_EQ(parameters->limit, 100U);
  const payouts::ListQuery& query = parameters->query;
  EXPECT_EQ(query.offset, 200U);
  EXPECT_EQ(query.limit, 100U);
  EXPECT_EQ(query.sort_field, payouts::SortField::amount);
  EXPECT_EQ(query.sort_order, payouts::SortOrder::ascending);
  EXPECT_EQ(query.filter.statuses.to_ulong(), (1U << 5U) + (1U << 6U));
  EXPECT_EQ(query.filter.currencies.size(), 2U);
  EXPECT_EQ(query.filter.search, "a+b%");
  EXPECT_EQ(query.filter.created_from, base::parse_rfc3339("2024-01-15T08:30:00Z"));
  EXPECT_EQ(query.filter.created_to, base::parse_rfc3339("2024-01-16T00:00:00Z"));
  EXPECT_EQ(query.filter.reference_id, "R 1");
  EXPECT_EQ(query.filter.beneficiary_id, "ben_1");
}

TEST(PartnerListParameters, are_kept_raw_for_links) {
  EXPECT_EQ(parse_list_parameters("search=a%2Bb&page=2&limit=5")->other_raw,
            "search=a%2Bb&limit=5");
  EXPECT_EQ(parse_list_parameters("search=a>\"b\xc3\xa9")->other_raw, "search=a%3E%22b%C3%A9");
}

TEST(PartnerListParameters, large_numbers_do_not_wrap) {
  const auto last = parse_list_parameters("page=9007199254740991&limit=100");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->query.offset, 900719925474099000U);
  EXPECT_EQ(parse_list_parameters("limit=99999999999999999999999")->limit, 100U);
}

TEST(PartnerListParameters, refuse_with_field_and_rule) {
  const std::string long_search = "search=" + std::string(257, 'x');
  const struct {
    std::string query;
    const char* field;
    const char* rule;
  } rows[] = {
      {"page=0", "page", "minimum"},
      {"page=-1", "page", "minimum"},
      {"page=", "page", "number"},
      {"page=x", "page", "number"},
      {"page=1.5", "page", "number"},
      {"page=1e3", "page", "number"},
      {"page=%201", "page", "number"},
      {"page=9007199254740992", "page", "maximum"},
      {"page=99999999999999999999999999", "page", "maximum"},
      {"limit=0", "limit", "minimum"},
      {"limit=-20", "limit", "minimum"},
      {"limit=ten", "limit", "number"},
      {"status=done", "status", "one_of"},
      {"status=", "status", "one_of"},
      {"status=completed,", "status", "one_of"},
      {"status=completed,%20failed", "status", "one_of"},
      {"currency=XYZ", "currency", "currency"},
      {"currency=US", "currency", "currency"},
      {"currency=USD,BTC", "currency", "currency"},
      {long_search, "search", "max_bytes"},
      {"sort_by=id", "sort_by", "one_of"},
      {"sort_by=Amount", "sort_by", "one_of"},
      {"sort_order=up", "sort_order", "one_of"},
      {"created_from=yesterday", "created_from", "rfc3339"},
      {"created_to=2024-01-15", "created_to", "rfc3339"},
      {"stauts=completed", "stauts", "unknown"},
      {"Status=completed", "Status", "unknown"},
      {"status[]=completed", "status[]", "unknown"},
      {"page=1&page=1", "page", "duplicate"},
      {"search=%ff", "search", "encoding"},
      {"search=%00", "search", "encoding"},
      {"search=%zz", "search", "encoding"},
      {"%ff=1", "%ff", "encoding"},
      {"\xff=1", "(unreadable)", "encoding"},
  };
  for (const auto& row : rows) {
    const auto parameters = parse_list_parameters(row.query);
    ASSERT_FALSE(parameters) << row.query;
    ASSERT_EQ(parameters.error().fields.size(), 1U) << row.query;
    EXPECT_EQ(parameters.error().fields[0].field, row.field) << row.query;
    EXPECT_EQ(parameters.error().fields[0].rule, row.rule) << row.query;
  }
  EXPECT_TRUE(parse_list_parameters("search=" + std::string(256, 'x')));
}

TEST(PartnerListParameters, tell_all_faults_at_once) {
  const auto parameters = parse_list_parameters("page=0&limit=x&status=done&nonsense=1");
  ASSERT_FALSE(parameters);
  EXPECT_EQ(parameters.error().fields.size(), 4U);
}

TEST(PartnerListParameters, an_unknown_word_is_answered_with_the_known_ones) {
  const auto status = parse_list_parameters("status=done").error().fields[0].message;
  for (const payouts::Status each : payouts::all_statuses) {
    EXPECT_NE(status.find(to_text(each)), std::string::npos) << to_text(each);
  }
  const auto sort = parse_list_parameters("sort_by=x").error().fields[0].message;
  EXPECT_NE(sort.find("total_amount"), std::string::npos);
}

}  // namespace
}  // namespace payoutd::api::partner
