#include "api/partner/parameter_reading.h"

#include <limits>

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

constexpr std::string_view names[] = {"page", "limit", "search", "sort_order", "n", "word"};
constexpr LimitRule rule{.otherwise = 50, .max = 10'000};

// "page:minimum n:unknown", in the order of the faults.
std::string read_faults_of(ParameterReading& reading) {
  std::string told;
  if (!reading.is_refused()) return told;
  const auto refusal = reading.refusal();
  for (const base::FieldError& fault : refusal.value().fields) {
    told += (told.empty() ? "" : " ") + fault.field + ":" + fault.rule;
  }
  return told;
}

TEST(ParameterReading, page_and_limit) {
  const struct {
    const char* query;
    uint64_t page;
    uint32_t limit;
    uint64_t offset;
  } rows[] = {
      {"", 1, 50, 0},
      {"page=3", 3, 50, 100},
      {"page=3&limit=7", 3, 7, 14},
      {"limit=10000", 1, 10'000, 0},
      {"limit=10001&page=2", 2, 10'000, 10'000},
      {"limit=99999999999999999999999", 1, 10'000, 0},
      {"page=0003", 3, 50, 100},
  };
  for (const auto& row : rows) {
    ParameterReading reading(row.query, names);
    const AskedPage asked = reading.page(rule);
    EXPECT_FALSE(reading.is_refused()) << row.query;
    EXPECT_EQ(asked.page, row.page) << row.query;
    EXPECT_EQ(asked.limit, row.limit) << row.query;
    EXPECT_EQ(asked.offset(), row.offset) << row.query;
  }
}

TEST(ParameterReading, the_last_page_is_one_that_databases_can_count_to) {
  constexpr auto offset_max = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  ParameterReading reading("page=9007199254740991&limit=10000", names);
  EXPECT_EQ(reading.page(rule).offset(), offset_max);
  EXPECT_FALSE(reading.is_refused());
  EXPECT_EQ((AskedPage{9007199254740991U, 100, ""}.offset()), 900719925474099000U);
  EXPECT_EQ((AskedPage{offset_max + 1, 1, ""}.offset()), offset_max);
}

TEST(ParameterReading, faults_by_name_and_rule) {
  const struct {
    const char* query;
    const char* faults;
  } rows[] = {
      {"", ""},
      {"page=1&limit=1&search=&sort_order=Asc&n=1&word=Red", ""},
      {"&&page=1&", ""},
      {"page=0", "page:minimum"},
      {"page=-1", "page:minimum"},
      {"page=", "page:number"},
      {"page", "page:number"},
      {"page=%201", "page:number"},
      {"page=9007199254740992", "page:maximum"},
      {"page=99999999999999999999999999", "page:maximum"},
      {"limit=0", "limit:minimum"},
      {"limit=1e3", "limit:number"},
      {"n=-0", "n:minimum"},
      {"n=+1", "n:number"},
      {"sort_order=up", "sort_order:one_of"},
      {"sort_order=", "sort_order:one_of"},
      {"word=green", "word:one_of"},
      {"word=red,blue", "word:one_of"},
      {"colour=red", "colour:unknown"},
      {"Page=1", "Page:unknown"},
      {"n=1&n=1", "n:duplicate"},
      {"n=1&n=1&n=x", "n:duplicate n:duplicate"},
      {"n=x&n=1", "n:duplicate n:number"},
      {"search=%ff", "search:encoding"},
      {"search=%00", "search:encoding"},
      {"search=%z", "search:encoding"},
      {"colour=1&page=0&limit=x&word=green&n=0",
       "colour:unknown page:minimum limit:number n:minimum word:one_of"},
  };
  for (const auto& row : rows) {
    ParameterReading reading(row.query, names);
    reading.page(rule);
    reading.search();
    reading.is_descending();
    reading.number("n");
    constexpr ParameterReading::Word<int> words[] = {{"RED", 1}, {"blue", 2}};
    reading.one_of<int>("word", words);
    EXPECT_EQ(read_faults_of(reading), row.faults) << row.query;
  }
}

TEST(ParameterReading, words_in_any_letter_case) {
  constexpr ParameterReading::Word<int> words[] = {{"RED", 1}, {"blue", 2}};
  const struct {
    const char* query;
    std::optional<int> meaning;
  } rows[] = {{"", {}}, {"word=RED", 1}, {"word=red", 1}, {"word=bLuE", 2}, {"word=re", {}}};
  for (const auto& row : rows) {
    ParameterReading reading(row.query, names);
    EXPECT_EQ(reading.one_of<int>("word", words), row.meaning) << row.query;
  }
  ParameterReading reading("word=green", names);
  reading.one_of<int>("word", words);
  EXPECT_EQ(reading.refusal().value().message, "word must be one of: RED, blue");
}

TEST(ParameterReading, direction) {
  EXPECT_TRUE(ParameterReading("", names).is_descending());
  EXPECT_TRUE(ParameterReading("sort_order=desc", names).is_descending());
  EXPECT_FALSE(ParameterReading("sort_order=Asc", names).is_descending());
}

TEST(ParameterReading, search_is_up_to_256_bytes) {
  const std::string longest(256, 'x');
  const std::string query = "search=" + longest;
  EXPECT_EQ(ParameterReading(query, names).search(), longest);
  const std::string longer = query + "x";
  ParameterReading reading(longer, names);
  EXPECT_FALSE(reading.search());
  EXPECT_EQ(read_faults_of(reading), "search:max_bytes");
}

TEST(ParameterReading, what_a_link_takes_on) {
  const auto other = [](std::string_view query) {
    return ParameterReading(query, names).page(rule).other_raw;
  };
  EXPECT_EQ(other("search=a%2Bb&page=2&limit=5"), "search=a%2Bb&limit=5");
  EXPECT_EQ(other("search=a>\"b\xc3\xa9"), "search=a%3E%22b%C3%A9");
}

}  // namespace
}  // namespace payoutd::api::partner
