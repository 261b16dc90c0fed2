#include "api/partner/payout_csv.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

std::string cell(std::string_view text) {
  std::string out(csv_cell_bytes_max(text), '\0');
  out.resize(static_cast<size_t>(write_csv_cell(text, out.data()) - out.data()));
  return out;
}

TEST(PartnerCsv, cells) {
  const struct {
    std::string_view text;
    std::string_view cell;
  } cases[] = {
      {"plain", "plain"},
      {"with spaces ", "with spaces "},
      {" leading", " leading"},
      {"Zoë 支払い", "Zoë 支払い"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"\"", "\"\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"two\r\nlines", "\"two\r\nlines\""},
      {"a comma far behind, but there", "\"a comma far behind, but there\""},
      {"12345678,", "\"12345678,\""},
      {"1234567,", "\"1234567,\""},
      {"tab\tinside", "tab\tinside"},
      {"1-2", "1-2"},
      {"a=b", "a=b"},
      {"0012", "0012"},
      // What a spreadsheet might take for a formula.
      {"=1+1", "'=1+1"},
      {"+49 30", "'+49 30"},
      {"-5", "'-5"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"=", "'="},
      {"\t=1", "'\t=1"},
      {"\r=1", "\"'\r=1\""},
      {"\n=1", "\"'\n=1\""},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      // So that the apostrophe can be taken off again.
      {"'=1", "''=1"},
      {"''@", "'''@"},
      {"'plain", "'plain"},
      {"'", "'"},
      {"''", "''"},
  };
  for (const auto& each : cases) EXPECT_EQ(cell(each.text), each.cell) << each.text;
}

TEST(PartnerCsv, every_byte_at_every_place_is_quoted_if_it_must_be) {
  for (int byte = 1; byte < 256; ++byte) {
    for (size_t place = 0; place < 20; ++place) {
      std::string text = "x" + std::string(20, 'y');
      text[1 + place] = static_cast<char>(byte);
      const bool quoted = byte == ',' || byte == '"' || byte == '\r' || byte == '\n';
      EXPECT_EQ(cell(text).front() == '"', quoted) << byte << " at " << place;
    }
  }
}

payouts::Payout full_payout() {
  payouts::Payout payout{.amount = {100'500'000, *money::find_currency("USD")}};
  payout.fees_micro = 1'500'000;
  payout.status = payouts::Status::completed;
  payout.reference_id = "PAY_1";
  payout.beneficiary_email = "ann@example.com";
  payout.beneficiary_first_name = "Ann";
  payout.beneficiary_last_name = "O'Neil, \"Jr\"";
  payout.beneficiary_country = "IE";
  payout.beneficiary_phone = "+353861234567";
  payout.failure_code = "code";
  payout.failure_reason = "reason";
  payout.description = "=1";
  payout.created_at = *base::parse_rfc3339("2024-01-15T10:30:00.999999Z");
  payout.updated_at = *base::parse_rfc3339("2024-01-15T10:31:00Z");
  payout.queued_at = *base::parse_rfc3339("2024-01-15T10:32:00Z");
  payout.submitted_at = *base::parse_rfc3339("2024-01-15T10:33:00Z");
  payout.completed_at = *base::parse_rfc3339("2024-01-15T10:34:00Z");
  payout.failed_at = *base::parse_rfc3339("2024-01-15T10:35:00Z");
  payout.cancelled_at = *base::parse_rfc3339("2024-01-15T10:36:00Z");
  payout.expired_at = *base::parse_rfc3339("2024-01-15T10:37:00Z");
  return payout;
}

std::string row(const payouts::Payout& payout) {
  std::string out;
  append_csv_row(view(payout), out);
  return out;
}

TEST(PartnerCsv, a_row_has_what_its_header_says) {
  std::string out;
  append_csv_header(out);
  EXPECT_EQ(out,
            "id,reference_id,status,amount,currency,fees,total_amount,beneficiary_email,"
            "beneficiary_first_name,beneficiary_last_name,beneficiary_country,beneficiary_phone,"
            "failure_code,failure_reason,description,created_at,updated_at,queued_at,submitted_at,"
            "completed_at,failed_at,cancelled_at,expired_at\r\n");
  EXPECT_EQ(row(full_payout()),
            "pyt_00000000000000000000000000,PAY_1,completed,100.50,USD,1.50,102.00,"
            "ann@example.com,Ann,\"O'Neil, \"\"Jr\"\"\",IE,'+353861234567,code,reason,'=1,"
            "2024-01-15T10:30:00Z,2024-01-15T10:31:00Z,2024-01-15T10:32:00Z,2024-01-15T10:33:00Z,"
            "2024-01-15T10:34:00Z,2024-01-15T10:35:00Z,2024-01-15T10:36:00Z,"
            "2024-01-15T10:37:00Z\r\n");
}

TEST(PartnerCsv, what_is_unset_is_empty) {
  EXPECT_EQ(row({.amount = {5'000'000, *money::find_currency("JPY")}}),
            "pyt_00000000000000000000000000,,created,5,JPY,0,5,,,,,,,,,1970-01-01T00:00:00Z,"
            "1970-01-01T00:00:00Z,,,,,,\r\n");
}

TEST(PartnerCsv, the_longest_row_has_room) {
  payouts::Payout payout = full_payout();
  payout.amount.micro = money::amount_max_micro;
  payout.fees_micro = money::amount_max_micro;
  const std::string quotes(1000, '"');
  for (std::string* text :
       {&payout.reference_id, &payout.beneficiary_email, &payout.beneficiary_first_name,
        &payout.beneficiary_last_name, &payout.beneficiary_country, &payout.beneficiary_phone,
        &payout.failure_code, &payout.failure_reason, &payout.description}) {
    *text = "=" + quotes;
  }
  const std::string out = row(payout);
  EXPECT_EQ(std::count(out.begin(), out.end(), '"'), 9 * (2 + 2000));
  EXPECT_TRUE(out.ends_with("2024-01-15T10:37:00Z\r\n"));
}

}  // namespace
}  // namespace payoutd::api::partner
