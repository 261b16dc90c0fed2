#include "imports/row.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace payoutd::imports {
namespace {

using payouts::Status;

const RowRules client_rules{Dialect::client, *money::find_currency("USD"),
                            *base::parse_rfc3339("2026-01-01T00:00:00Z")};
const RowRules user_rules{Dialect::user, *money::find_currency("USD"), client_rules.now};

// A row with some of its fields replaced and others added.
Row changed(Row row, const Row& changes) {
  for (const Field& field : changes) {
    const auto same = std::find_if(row.begin(), row.end(),
                                   [&](const Field& each) { return each.name == field.name; });
    if (same != row.end()) {
      *same = field;
    } else {
      row.push_back(field);
    }
  }
  return row;
}

Row client_row(const Row& changes = {}) {
  return changed({{"reference_id", "R1"},
                  {"status", "completed"},
                  {"amount", "100.00"},
                  {"currency", "USD"},
                  {"created_at", "2024-01-15T10:30:00Z"}},
                 changes);
}

Row user_row(const Row& changes = {}) {
  return changed({{"amount_micro", "25000000"},
                  {"network", "solana"},
                  {"address", "addr"},
                  {"status", "sent"},
                  {"requested_at", "2024-01-15T10:30:00Z"}},
                 changes);
}

TEST(ClientRow, every_field_arrives) {
  const auto payout = read_row(client_row({{"status", "FAILED"},
                                           {"fees", "1.50"},
                                           {"total_amount", "101.50"},
                                           {"beneficiary_email", "a@x.test"},
                                           {"beneficiary_first_name", "Zoë"},
                                           {"beneficiary_last_name", "Doe"},
                                           {"beneficiary_country", "US"},
                                           {"beneficiary_phone", "+1"},
                                           {"description", "d"},
                                           {"failure_code", "c"},
                                           {"failure_reason", "r"},
                                           {"queued_at", "2024-01-15T10:30:01Z"},
                                           {"submitted_at", "2024-01-15T10:30:02Z"},
                                           {"failed_at", "2024-01-15T10:30:03Z"}}),
                               client_rules);
  ASSERT_TRUE(payout) << payout.error().message;
  EXPECT_EQ(payout->reference_id, "R1");
  EXPECT_EQ(payout->status, Status::failed);
  EXPECT_EQ(payout->amount.micro, 100'000'000);
  EXPECT_EQ(payout->fees_micro, 1'500'000);
  EXPECT_EQ(payout->beneficiary_email, "a@x.test");
  EXPECT_EQ(payout->beneficiary_first_name, "Zoë");
  EXPECT_EQ(payout->beneficiary_last_name, "Doe");
  EXPECT_EQ(payout->beneficiary_country, "US");
  EXPECT_EQ(payout->beneficiary_phone, "+1");
  EXPECT_EQ(payout->description, "d");
  EXPECT_EQ(payout->failure_code, "c");
  EXPECT_EQ(payout->failure_reason, "r");
  EXPECT_EQ(payout->queued_at->micros - payout->created_at.micros, 1'000'000);
  EXPECT_EQ(payout->submitted_at->micros - payout->created_at.micros, 2'000'000);
  EXPECT_EQ(payout->failed_at->micros - payout->created_at.micros, 3'000'000);
  EXPECT_EQ(payout->updated_at, *payout->failed_at);
  EXPECT_FALSE(payout->completed_at);
  EXPECT_TRUE(payout->imported);
}

TEST(ClientRow, a_total_may_be_larger_than_any_amount) {
  const auto payout = read_row(client_row({{"amount", "1000000000000"},
                                           {"fees", "1000000000000"},
                                           {"total_amount", "2000000000000.00"}}),
                               client_rules);
  ASSERT_TRUE(payout) << payout.error().message;
  const auto larger = read_row(client_row({{"total_amount", "2000000000000.01"}}), client_rules);
  EXPECT_EQ(larger.error().reason, "amount_out_of_range");
}

TEST(ClientRow, little_is_enough) {
  const auto payout = read_row(client_row({{"description", ""}, {"fees", ""}}), client_rules);
  ASSERT_TRUE(payout);
  EXPECT_EQ(payout->fees_micro, 0);
  EXPECT_EQ(payout->updated_at, payout->created_at);
  EXPECT_EQ(payout->description, "");
}

TEST(ClientRow, refuses_with_column_and_rule) {
  const std::string long_text(1001, 'x');
  const struct {
    std::string_view column;
    std::string_view text;
    const char* rule;
  } rows[] = {
      {"reference_id", "", "required"},
      {"status", "", "required"},
      {"amount", "", "required"},
      {"currency", "", "required"},
      {"created_at", "", "required"},
      {"referenceid", "x", "unknown_column"},
      {"ID", "pyt_1", "unknown_column"},
      {"\xff", "x", "unknown_column"},
      {"status", "sent", "unknown_status"},
      {"amount", "ten", "not_a_number"},
      {"amount", "0", "positive"},
      {"amount", "-84.10", "positive"},
      {"amount", "1.005", "too_many_decimals"},
      {"amount", "1000000000001", "amount_out_of_range"},
      {"currency", "USX", "unknown_currency"},
      {"fees", "-0.01", "not_negative"},
      {"fees", "0.001", "too_many_decimals"},
      {"total_amount", "99.99", "sum"},
      {"reference_id", "\xc3", "utf8"},
      {"reference_id", "a\tb", "control_character"},
      {"description", "a\x01z", "control_character"},
      {"description", long_text, "too_long"},
      {"beneficiary_country", "us", "country"},
      {"beneficiary_country", "USA", "too_long"},
      {"beneficiary_email", "nobody", "email"},
      {"beneficiary_email", "a b@x", "email"},
      {"created_at", "15/01/2024", "rfc3339"},
      {"created_at", "2026-01-01T00:00:01Z", "in_the_future"},
      {"created_at", "1969-12-31T23:59:59Z", "before_1970"},
      {"completed_at", "2024-01-15T10:29:59Z", "before_creation"},
      {"updated_at", "2024-01-15T10:29:59Z", "before_creation"},
      {"failed_at", "2024-01-16T00:00:00Z", "status_mismatch"},
      {"expired_at", "2024-01-16T00:00:00Z", "status_mismatch"},
  };
  for (const auto& row : rows) {
    const auto payout = read_row(client_row({{row.column, row.text}}), client_rules);
    ASSERT_FALSE(payout) << row.column << " " << row.rule;
    EXPECT_EQ(payout.error().reason, row.rule) << row.column;
    EXPECT_EQ(payout.error().fields.front().field,
              row.column == "\xff" ? std::string("(unreadable)") : std::string(row.column));
  }
}

TEST(ClientRow, a_description_may_have_lines) {
  EXPECT_EQ(read_row(client_row({{"description", "a\r\n\tb"}}), client_rules)->description,
            "a\r\n\tb");
}

TEST(ClientRow, a_number_is_no_text) {
  const auto payout = read_row(client_row({{"reference_id", "5", true}}), client_rules);
  EXPECT_EQ(payout.error().reason, "type");
  EXPECT_TRUE(read_row(client_row({{"amount", "5", true}}), client_rules));
}

TEST(ClientRow, tells_all_faults_at_once) {
  const auto payout =
      read_row(client_row({{"amount", "x"}, {"status", "y"}, {"created_at", "z"}}), client_rules);
  ASSERT_FALSE(payout);
  EXPECT_EQ(payout.error().fields.size(), 3U);
}

TEST(ClientRow, a_column_twice_is_refused) {
  Row row = client_row();
  row.push_back({"status", "failed"});
  EXPECT_EQ(read_row(row, client_rules).error().reason, "duplicate_column");
}

TEST(ClientRow, a_mistake_in_a_currency_is_told_once) {
  const auto payout = read_row(client_row({{"currency", "XXX"}}), client_rules);
  ASSERT_FALSE(payout);
  EXPECT_EQ(payout.error().fields.size(), 1U);
}

TEST(UserRow, every_field_arrives) {
  const auto payout = read_row(
      user_row({{"tx_hash", "0xabc"}, {"note", "n"}, {"completed_at", "2024-01-15T10:31:00Z"}}),
      user_rules);
  ASSERT_TRUE(payout);
  EXPECT_EQ(payout->amount.micro, 25'000'000);
  EXPECT_EQ(payout->network, "solana");
  EXPECT_EQ(payout->address, "addr");
  EXPECT_EQ(payout->status, Status::completed);
  EXPECT_EQ(payout->tx_hash, "0xabc");
  EXPECT_EQ(payout->note, "n");
  EXPECT_EQ(payout->completed_at, payout->updated_at);
  EXPECT_TRUE(payout->imported);
}

TEST(UserRow, the_time_of_the_end_belongs_to_its_status) {
  const Row end = {{"completed_at", "2024-01-15T10:31:00Z"}};
  Row failed = end;
  failed.push_back({"status", "failed"});
  const auto payout = read_row(user_row(failed), user_rules);
  ASSERT_TRUE(payout);
  EXPECT_TRUE(payout->failed_at);
  EXPECT_FALSE(payout->completed_at);
  Row cancelled = end;
  cancelled.push_back({"status", "cancelled"});
  EXPECT_TRUE(read_row(user_row(cancelled), user_rules)->cancelled_at);
}

TEST(UserRow, refuses_with_column_and_rule) {
  const struct {
    Row fields;
    const char* rule;
  } rows[] = {
      {{{"amount_micro", "1.5"}}, "not_a_number"},
      {{{"amount_micro", "0"}}, "positive"},
      {{{"amount_micro", "-1"}}, "positive"},
      {{{"amount_micro", "99999999999999999999"}}, "amount_out_of_range"},
      {{{"amount_micro", "1000000000000000001"}}, "amount_out_of_range"},
      {{{"network", ""}}, "required"},
      {{{"address", ""}}, "required"},
      {{{"status", "completed"}}, "unknown_status"},
      {{{"status", "requested"}, {"completed_at", "2024-01-16T00:00:00Z"}}, "status_mismatch"},
      {{{"status", "failed"}, {"tx_hash", "0xabc"}}, "status_mismatch"},
      {{{"requested_at", "yesterday"}}, "rfc3339"},
      {{{"currency", "USD"}}, "unknown_column"},
  };
  for (const auto& row : rows) {
    const auto payout = read_row(user_row(row.fields), user_rules);
    ASSERT_FALSE(payout) << row.rule;
    EXPECT_EQ(payout.error().reason, row.rule);
  }
}

}  // namespace
}  // namespace payoutd::imports
