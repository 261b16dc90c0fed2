#include "base/timestamp.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::base {
namespace {

TEST(Timestamp, shows_seconds) {
  EXPECT_EQ(to_rfc3339_seconds(Timestamp{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339_seconds(Timestamp{1705314600'999999}), "2024-01-15T10:30:00Z");
  EXPECT_EQ(to_rfc3339_seconds(Timestamp{-1}), "1969-12-31T23:59:59Z");
  EXPECT_EQ(to_rfc3339_micros(Timestamp{1705314600'000042}), "2024-01-15T10:30:00.000042Z");
  EXPECT_EQ(to_rfc3339_seconds(end_of_time), "9999-12-31T23:59:59Z");
}

TEST(Timestamp, reads_every_form_of_rfc3339) {
  const struct {
    const char* text;
    int64_t micros;
  } rows[] = {
      {"2024-01-15T10:30:00Z", 1705314600'000000},
      {"2024-01-15t10:30:00z", 1705314600'000000},
      {"2024-01-15 10:30:00Z", 1705314600'000000},
      {"2024-01-15T10:30:00.5Z", 1705314600'500000},
      {"2024-01-15T10:30:00.1234567Z", 1705314600'123456},
      {"2024-01-15T12:30:00+02:00", 1705314600'000000},
      {"2024-01-15T12:30:00 02:00", 1705314600'000000},
      {"2024-01-15T05:00:00-05:30", 1705314600'000000},
      {"2024-02-29T00:00:00Z", 1709164800'000000},
      {"1969-12-31T23:59:59Z", -1'000000},
  };
  for (const auto& row : rows) {
    const auto time = parse_rfc3339(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(time->micros, row.micros) << row.text;
  }
}

TEST(Timestamp, refuses_what_is_no_instant) {
  for (const char* text : {"",
                           "2024",
                           "2024-01-15",
                           "2024-01-15T10:30:00",
                           "2024-01-15T10:30Z",
                           "2023-02-29T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-00-01T00:00:00Z",
                           "2024-01-32T00:00:00Z",
                           "2024-01-15T24:00:00Z",
                           "2024-01-15T10:60:00Z",
                           "2024-01-15T10:30:60Z",
                           "2024-01-15T10:30:00.Z",
                           "2024-01-15T10:30:00+2:00",
                           "2024-01-15T10:30:00+24:00",
                           "2024-01-15T10:30:00Z ",
                           " 2024-01-15T10:30:00Z",
                           "24-01-15T10:30:00Z",
                           "0000-01-15T10:30:00Z",
                           "9999-12-31T23:59:59-00:01",
                           "2024-01-15T10:30:00+0200",
                           "2024/01/15T10:30:00Z",
                           "0001-01-01T00:00:00+01:00"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Timestamp, what_is_shown_is_read_back) {
  EXPECT_TRUE(rc::check([] {
    const Timestamp time{*rc::gen::inRange<int64_t>(-62135596800000000, end_of_time.micros)};
    RC_ASSERT(parse_rfc3339(to_rfc3339_micros(time)) == time);
    const Timestamp second = *parse_rfc3339(to_rfc3339_seconds(time));
    RC_ASSERT(second <= time && time.micros - second.micros < 1'000'000);
  }));
}

}  // namespace
}  // namespace payoutd::base
