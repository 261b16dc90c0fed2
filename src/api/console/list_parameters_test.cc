#include "api/console/list_parameters.h"

#include <gtest/gtest.h>

namespace payoutd::api::console {
namespace {

TEST(ConsoleListParameters, never_fail) {
  const struct {
    const char* query;
    uint32_t limit;
    uint64_t offset;
  } rows[] = {
      {"", 50, 0},
      {"limit=50&offset=0", 50, 0},
      {"limit=1", 1, 0},
      {"limit=200", 200, 0},
      {"limit=201", 200, 0},
      {"limit=500", 200, 0},
      {"limit=99999999999999999999999", 200, 0},
      {"limit=0", 1, 0},
      {"limit=-5", 1, 0},
      {"limit=-99999999999999999999999", 1, 0},
      {"limit=", 50, 0},
      {"limit", 50, 0},
      {"limit=abc", 50, 0},
      {"limit=10abc", 50, 0},
      {"limit=1.5", 50, 0},
      {"limit=1e2", 50, 0},
      {"limit=+10", 50, 0},
      {"limit=%ff", 50, 0},
      {"limit=%00", 50, 0},
      {"limit=-", 50, 0},
      {"limit=7&limit=9", 7, 0},
      {"limit=x&limit=9", 50, 0},
      {"offset=150", 50, 150},
      {"offset=-1", 50, 0},
      {"offset=abc", 50, 0},
      {"offset=", 50, 0},
      {"offset=99999999999999999999999", 50, 9223372036854775807U},
      {"unknown=1&limit=3", 3, 0},
      {"LIMIT=3", 50, 0},
  };
  for (const auto& row : rows) {
    const payouts::ListQuery query = parse_list_parameters(row.query);
    EXPECT_EQ(query.limit, row.limit) << row.query;
    EXPECT_EQ(query.offset, row.offset) << row.query;
    EXPECT_EQ(query.tie_break, payouts::TieBreak::id);
    EXPECT_EQ(query.sort_field, payouts::SortField::created_at);
    EXPECT_EQ(query.sort_order, payouts::SortOrder::descending);
  }
}

// Rewards and invitees: what is out of bounds counts as not given.
TEST(ConsoleWindow, never_fails) {
  const struct {
    const char* query;
    uint32_t limit;
    uint64_t offset;
  } rows[] = {
      {"", 50, 0},
      {"limit=1", 1, 0},
      {"limit=200", 200, 0},
      {"limit=201", 50, 0},
      {"limit=0", 50, 0},
      {"limit=-1", 50, 0},
      {"limit=99999999999999999999999", 50, 0},
      {"limit=abc", 50, 0},
      {"limit=1.5", 50, 0},
      {"limit=+10", 50, 0},
      {"limit=", 50, 0},
      {"limit", 50, 0},
      {"limit=7&limit=9", 7, 0},
      {"limit=x&limit=9", 50, 0},
      {"limit=%37", 7, 0},
      {"offset=150&limit=3", 3, 150},
      {"offset=-1", 50, 0},
      {"offset=-99999999999999999999999", 50, 0},
      {"offset=abc", 50, 0},
      {"offset=99999999999999999999999", 50, 9223372036854775807U},
      {"unknown=1&limit=3", 3, 0},
      {"LIMIT=3", 50, 0},
  };
  for (const auto& row : rows) {
    const Window window = parse_window(row.query);
    EXPECT_EQ(window.limit, row.limit) << row.query;
    EXPECT_EQ(window.offset, row.offset) << row.query;
  }
}

TEST(ConsoleQuery, gives_the_first_value_of_a_name) {
  using Value = std::optional<std::string>;
  const struct {
    const char* query;
    Value value;
  } rows[] = {
      {"", {}},
      {"other=1", {}},
      {"status", ""},
      {"status=", ""},
      {"status=pending", "pending"},
      {"status=pending%2Cspent", "pending,spent"},
      {"status=a+b", "a b"},
      {"status=a&status=b", "a"},
      {"other=1&status=a", "a"},
      {"Status=a", {}},
      {"xstatus=a", {}},
      {"sta%74us=a", "a"},
      {"status=a=b", "a=b"},
  };
  for (const auto& row : rows) EXPECT_EQ(first_value(row.query, "status"), row.value) << row.query;
}

}  // namespace
}  // namespace payoutd::api::console
