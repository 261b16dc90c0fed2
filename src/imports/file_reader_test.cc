#include "imports/file_reader.h"

#include <sstream>

#include <gtest/gtest.h>

namespace payoutd::imports {
namespace {

// Writes down what it is given: "2: reference_id=R1 amount=5" or "3! csv".
class Journal final : public RowSink {
 public:
  bool row(uint64_t line, const Row& row) override {
    std::string entry = std::to_string(line) + ":";
    for (const Field& field : row) {
      entry += " " + std::string(field.name) + "=" + std::string(field.text);
    }
    entries.push_back(entry);
    return true;
  }
  bool broken_row(uint64_t line, const base::FieldError& problem) override {
    entries.push_back(std::to_string(line) + "! " + problem.rule);
    return true;
  }
  std::vector<std::string> entries;
};

using Entries = std::vector<std::string>;

const std::string user_header = "amount_micro,network,address,status,requested_at";

Entries read(const std::string& text, Format format, Dialect dialect = Dialect::user) {
  std::istringstream file(text);
  Journal journal;
  const auto status = read_rows(file, format, dialect, journal);
  if (!status) journal.entries.push_back("refused " + status.error().reason);
  return journal.entries;
}

std::string row_of(const std::string& address) {
  return "amount_micro=1 network=n address=" + address + " status=sent requested_at=t";
}

TEST(Csv, reads_rows_with_their_lines) {
  const Entries expected = {"2: " + row_of("a"), "3: " + row_of("b")};
  for (const char* end : {"\n", "\r\n"}) {
    const std::string text = user_header + end + "1,n,a,sent,t" + end + "1,n,b,sent,t";
    EXPECT_EQ(read(text, Format::csv), expected);
    EXPECT_EQ(read(text + end, Format::csv), expected);
    EXPECT_EQ(read("\xef\xbb\xbf" + text + end, Format::csv), expected);
  }
}

TEST(Csv, quoted_cells_may_hold_anything_and_lines_stay_right) {
  EXPECT_EQ(read(user_header + "\n1,n,\"a,\"\"b\"\"\nc\",sent,t\n\n1,n,d,sent,t\n", Format::csv),
            (Entries{"2: " + row_of("a,\"b\"\nc"), "5: " + row_of("d")}));
  EXPECT_EQ(read(user_header + "\n1,n, a ,sent,t\n", Format::csv),
            (Entries{"2: " + row_of(" a ")}));
}

TEST(Csv, a_carriage_return_alone_ends_no_row) {
  EXPECT_EQ(read(user_header + "\r\n1,n,a\rb,sent,t\r\n1,n,\"c\r\nd\",sent,\"t\"\r\n", Format::csv),
            (Entries{"2: " + row_of("a\rb"), "3: " + row_of("c\r\nd")}));
}

TEST(Csv, a_broken_row_is_told_and_the_next_one_read) {
  const std::string good = "1,n,z,sent,t\n";
  EXPECT_EQ(read(user_header + "\n1,n,a\n" + good, Format::csv),
            (Entries{"2! too_few_cells", "3: " + row_of("z")}));
  EXPECT_EQ(read(user_header + "\n1,n,a,sent,t,more\n" + good, Format::csv),
            (Entries{"2! too_many_cells", "3: " + row_of("z")}));
  EXPECT_EQ(read(user_header + "\n1,n,a\"b,sent,t\n" + good, Format::csv),
            (Entries{"2! csv", "3: " + row_of("z")}));
  EXPECT_EQ(read(user_header + "\n" + good + "1,n,\"open,sent,t\n" + good, Format::csv),
            (Entries{"2: " + row_of("z"), "3! csv"}));
  EXPECT_EQ(read(user_header + "\n" + std::string(2 << 20, 'x') + "\n" + good, Format::csv),
            (Entries{"2! too_long", "3: " + row_of("z")}));
}

TEST(Csv, an_open_quote_does_not_swallow_memory) {
  std::string text = user_header + "\n1,n,\"open\n";
  for (int i = 0; i < 40'000; ++i) text += "1,n,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,sent,t\n";
  const Entries entries = read(text, Format::csv);
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.front(), "2! too_long");
}

TEST(Csv, the_header_is_judged_first) {
  EXPECT_EQ(read("", Format::csv), (Entries{"refused no_header"}));
  EXPECT_EQ(read("\n\n", Format::csv), (Entries{"refused no_header"}));
  EXPECT_EQ(read(user_header + ",memo\n1,n,a,sent,t,x\n", Format::csv),
            (Entries{"refused unknown_column"}));
  EXPECT_EQ(read(user_header + ",status\n", Format::csv), (Entries{"refused duplicate_column"}));
  EXPECT_EQ(read("amount_micro,network\n1,n\n", Format::csv), (Entries{"refused required"}));
  EXPECT_EQ(read("a\"b,c\n", Format::csv), (Entries{"refused csv"}));
  EXPECT_EQ(read(user_header, Format::csv), Entries{});
}

// What an export puts before formulas is taken off again, from its files alone.
TEST(Csv, the_apostrophes_of_an_export_are_taken_off) {
  const std::string header = "reference_id,status,amount,currency,created_at,description\n";
  const std::string fields = "reference_id=r status=s amount=1 currency=USD created_at=t";
  const struct {
    std::string cell;
    std::string text;
    std::string exported;
  } cases[] = {
      {"'=1", "'=1", "=1"},    {"'+1", "'+1", "+1"},
      {"'-", "'-", "-"},       {"'@a", "'@a", "@a"},
      {"''=1", "''=1", "'=1"}, {"'''@", "'''@", "''@"},
      {"'\tx", "'\tx", "\tx"}, {"\"'\r\n=\"", "'\r\n=", "\r\n="},
      {"'a", "'a", "'a"},      {"'", "'", "'"},
      {"''", "''", "''"},      {"=1", "=1", "=1"},
  };
  for (const auto& each : cases) {
    const std::string row = "r,s,1,USD,t," + each.cell + "\n";
    EXPECT_EQ(read(header + row, Format::csv, Dialect::client),
              (Entries{"2: " + fields + " description=" + each.text}));
    std::string exported = "id,";
    exported.append(header).append("i,").append(row);
    EXPECT_EQ(read(exported, Format::csv, Dialect::client),
              (Entries{"2: id=i " + fields + " description=" + each.exported}));
  }
}

TEST(Jsonl, reads_objects_and_keeps_the_text_of_numbers) {
  EXPECT_EQ(read(R"({"amount":100.00 ,"note":"aA\n","fees":null})"
                 "\r\n\n"
                 R"({"amount":1e2})",
                 Format::jsonl),
            (Entries{"1: amount=100.00 note=aA\n fees=", "3: amount=1e2"}));
  EXPECT_EQ(read("\xef\xbb\xbf{\"a\":1}", Format::jsonl), (Entries{"1: a=1"}));
}

TEST(Jsonl, a_beneficiary_may_be_an_object) {
  EXPECT_EQ(
      read(R"({"beneficiary":{"email":"a@x","country":null,"odd":"y"},"status":"sent"})",
           Format::jsonl),
      (Entries{"1: beneficiary_email=a@x beneficiary_country= beneficiary_odd=y status=sent"}));
}

TEST(Jsonl, no_beneficiary_is_an_unset_one) {
  EXPECT_EQ(read(R"({"beneficiary":null,"status":"sent"})", Format::jsonl),
            (Entries{"1: status=sent"}));
}

TEST(Jsonl, a_broken_row_is_told_and_the_next_one_read) {
  for (const char* line :
       {"{", "[]", "1", "\"x\"", "{\"a\":}", "{\"a\":1}{\"b\":2}", "{\"a\":1} x", "{\"a\":true}",
        "{\"a\":[1]}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":.5}",
        "{\"a\":{\"b\":1}}", "{\"a\":\"\xff\"}", "{\"a\" 1}", "nul", "{\"a\":nul}"}) {
    EXPECT_EQ(read(std::string(line) + "\n{\"ok\":1}\n", Format::jsonl),
              (Entries{"1! json", "2: ok=1"}))
        << line;
  }
  EXPECT_EQ(read(std::string(2 << 20, ' ') + "\n{\"ok\":1}\n", Format::jsonl),
            (Entries{"1! too_long", "2: ok=1"}));
}

TEST(Format, is_told_by_the_name) {
  EXPECT_EQ(format_of("a/b.csv"), Format::csv);
  EXPECT_EQ(format_of("B.CSV"), Format::csv);
  EXPECT_EQ(format_of("b.jsonl"), Format::jsonl);
  EXPECT_EQ(format_of("b.ndjson"), Format::jsonl);
  EXPECT_FALSE(format_of("b.xlsx"));
  EXPECT_FALSE(format_of("csv"));
}

}  // namespace
}  // namespace payoutd::imports
