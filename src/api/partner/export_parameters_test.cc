#include "api/partner/export_parameters.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

constexpr std::string_view some_id = "pyt_01hm8j3v5n7q9s1t3v5x7z9b1d";

TEST(PartnerExportParameters, have_defaults) {
  const auto parameters = parse_export_parameters("");
  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->format, ExportFormat::csv);
  EXPECT_FALSE(parameters->asked.cursor);
  EXPECT_FALSE(parameters->asked.after);
  EXPECT_EQ(parameters->asked.query.sort_field, payouts::SortField::created_at);
  EXPECT_EQ(parameters->asked.query.sort_order, payouts::SortOrder::descending);
  EXPECT_EQ(parameters->asked.query.offset, 0U);
}

TEST(PartnerExportParameters, reach_what_is_asked) {
  const auto parameters = parse_export_parameters(
      "format=JSONL&status=failed&sort_by=fees&sort_order=asc&cursor=c0ffee&after=" +
      std::string(some_id));
  ASSERT_TRUE(parameters) << parameters.error().message;
  EXPECT_EQ(parameters->format, ExportFormat::jsonl);
  EXPECT_EQ(parameters->asked.cursor, "c0ffee");
  ASSERT_TRUE(parameters->asked.after);
  EXPECT_EQ(to_partner_text(*parameters->asked.after), some_id);
  EXPECT_EQ(parameters->asked.query.sort_field, payouts::SortField::fees);
  EXPECT_EQ(parameters->asked.query.sort_order, payouts::SortOrder::ascending);
  EXPECT_TRUE(parameters->asked.query.filter.statuses.test(6));
}

// Each has one fault.
TEST(PartnerExportParameters, refuse_with_field_and_rule) {
  const std::string id(some_id);
  const struct {
    std::string query;
    std::string field;
    std::string rule;
  } cases[] = {
      {"page=1", "page", "unknown"},
      {"limit=10", "limit", "unknown"},
      {"format=xlsx", "format", "one_of"},
      {"format=", "format", "one_of"},
      {"format=csv&format=csv", "format", "duplicate"},
      {"after=" + id, "after", "needs_cursor"},
      {"after=nothing", "after", "needs_cursor"},
      {"cursor=c&after=nothing", "after", "not_found"},
      {"cursor=c&after=", "after", "not_found"},
      {"cursor=c&after=ben_" + id.substr(4), "after", "not_found"},
      {"cursor=c&after=" + id + "0", "after", "not_found"},
      {"cursor=%FF", "cursor", "encoding"},
      {"sort_by=id", "sort_by", "one_of"},
      {"created_from=today", "created_from", "rfc3339"},
  };
  for (const auto& each : cases) {
    const auto parsed = parse_export_parameters(each.query);
    ASSERT_FALSE(parsed) << each.query;
    ASSERT_EQ(parsed.error().fields.size(), 1U) << each.query;
    EXPECT_EQ(parsed.error().fields.front().field, each.field) << each.query;
    EXPECT_EQ(parsed.error().fields.front().rule, each.rule) << each.query;
  }
}

// That is for whoever knows which cursors there are.
TEST(PartnerExportParameters, any_text_may_be_a_cursor) {
  for (const char* text : {"", "%20", "c%C3%A9", "0123456789abcdef0123456789abcdef"}) {
    EXPECT_TRUE(parse_export_parameters("cursor=" + std::string(text)));
  }
}

}  // namespace
}  // namespace payoutd::api::partner
