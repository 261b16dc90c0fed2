#include "payouts/payout.h"

#include <gtest/gtest.h>

#include "payouts/list_query.h"

namespace payoutd::payouts {
namespace {

TEST(Status, both_dialects_follow_contract_2) {
  const struct {
    Status status;
    const char* partner;
    const char* console;
    bool is_final;
  } rows[] = {
      {Status::created, "created", "requested", false},
      {Status::queued, "queued", "requested", false},
      {Status::processing, "processing", "processing", false},
      {Status::settling, "settling", "processing", false},
      {Status::action_required, "action_required", "processing", false},
      {Status::completed, "completed", "sent", true},
      {Status::failed, "failed", "failed", true},
      {Status::cancelled, "cancelled", "cancelled", true},
      {Status::expired, "expired", "cancelled", true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(to_text(row.status), row.partner);
    EXPECT_EQ(to_console_text(row.status), row.console);
    EXPECT_EQ(is_final(row.status), row.is_final) << row.partner;
    EXPECT_EQ(parse_status(row.partner), row.status);
    EXPECT_EQ(status_from_number(static_cast<int>(row.status)), row.status);
  }
  EXPECT_EQ(parse_status("Action_REQUIRED"), Status::action_required);
  for (const char* text : {"", "sent", "complete", "completed ", "creat"}) {
    EXPECT_FALSE(parse_status(text)) << text;
  }
  EXPECT_FALSE(status_from_number(9));
  EXPECT_FALSE(status_from_number(-1));
}

TEST(Status, console_words_become_statuses_when_imported) {
  EXPECT_EQ(parse_console_status("requested"), Status::created);
  EXPECT_EQ(parse_console_status("processing"), Status::processing);
  EXPECT_EQ(parse_console_status("sent"), Status::completed);
  EXPECT_EQ(parse_console_status("failed"), Status::failed);
  EXPECT_EQ(parse_console_status("cancelled"), Status::cancelled);
  for (const char* text : {"", "completed", "Sent", "expired"}) {
    EXPECT_FALSE(parse_console_status(text)) << text;
  }
}

TEST(PayoutId, partner_text_reads_back) {
  base::SeededRandom random(3);
  const PayoutId id{base::make_uuid_v7(base::Timestamp{1}, random)};
  const std::string text = to_partner_text(id);
  EXPECT_EQ(text.size(), 30U);
  EXPECT_EQ(parse_partner_payout_id(text), id);
  EXPECT_FALSE(parse_partner_payout_id(text.substr(4)));
  EXPECT_FALSE(parse_partner_payout_id("ben_" + text.substr(4)));
  EXPECT_FALSE(parse_partner_payout_id("pyt_xyz789abc"));
}

TEST(Payout, view_and_copy_keep_every_field) {
  Payout payout{.amount = {5, *money::find_currency("USD")}};
  payout.reference_id = "r";
  payout.beneficiary_phone = "p";
  payout.note = "n";
  payout.expired_at = base::Timestamp{9};
  const Payout again = copy(view(payout));
  EXPECT_EQ(again.reference_id, "r");
  EXPECT_EQ(again.beneficiary_phone, "p");
  EXPECT_EQ(again.note, "n");
  EXPECT_EQ(finished_at(again), base::Timestamp{9});
}

TEST(SortField, names_read_back) {
  for (size_t i = 0; i < sort_field_count; ++i) {
    const auto field = static_cast<SortField>(i);
    EXPECT_EQ(parse_sort_field(to_text(field)), field);
  }
  EXPECT_EQ(to_text(SortField::total_amount), "total_amount");
  EXPECT_FALSE(parse_sort_field("id"));
  EXPECT_FALSE(parse_sort_field("Amount"));
}

}  // namespace
}  // namespace payoutd::payouts
