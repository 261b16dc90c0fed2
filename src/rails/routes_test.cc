#include "rails/routes.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace payoutd::rails {
namespace {

constexpr std::array<std::string_view, 3> rails = {"sandbox", "manual", "chain"};

base::Result<RailRoutes> parse(const std::vector<std::string>& rules) {
  return RailRoutes::parse(rules, rails);
}

TEST(RailRoutes, the_most_specific_rule_wins_whatever_their_order) {
  std::vector<std::string> rules = {"*=chain", "EUR=sandbox", "EUR/DE=manual", "usd/US=sandbox"};
  const struct {
    const char* currency;
    const char* country;
    const char* rail;
  } rows[] = {
      {"EUR", "DE", "manual"},  {"EUR", "FR", "sandbox"}, {"EUR", "", "sandbox"},
      {"USD", "US", "sandbox"}, {"USD", "DE", "chain"},   {"USD", "", "chain"},
      {"JPY", "DE", "chain"},   {"EUR", "de", "sandbox"},
  };
  std::ranges::sort(rules);
  do {
    const auto routes = parse(rules);
    ASSERT_TRUE(routes) << routes.error().message;
    for (const auto& row : rows) {
      EXPECT_EQ(routes->route(*money::find_currency(row.currency), row.country), row.rail)
          << row.currency << "/" << row.country;
    }
  } while (std::ranges::next_permutation(rules).found);
}

TEST(RailRoutes, what_no_rule_names_is_sent_by_a_person) {
  const money::Currency usd = *money::find_currency("USD");
  EXPECT_EQ(parse({})->route(usd, "US"), "manual");
  EXPECT_EQ(parse({"EUR=sandbox"})->route(usd, ""), "manual");
}

TEST(RailRoutes, names_the_bad_rule) {
  const struct {
    const char* rule;
    const char* what;
  } rows[] = {
      {"", "it should be CURRENCY=RAIL"},
      {"USD", "it should be CURRENCY=RAIL"},
      {"USD:sandbox", "it should be CURRENCY=RAIL"},
      {"USD=", "the rail is none of sandbox, manual, chain"},
      {"USD=swift", "the rail is none of sandbox, manual, chain"},
      {"USD=Sandbox", "the rail is none of sandbox, manual, chain"},
      {"USD= sandbox", "the rail is none of sandbox, manual, chain"},
      {"USD=sandbox=manual", "the rail is none of sandbox, manual, chain"},
      {"=sandbox", "the currency is not an ISO 4217 code"},
      {"XXX=sandbox", "the currency is not an ISO 4217 code"},
      {"/DE=sandbox", "the currency is not an ISO 4217 code"},
      {"*/DE=sandbox", "the currency is not an ISO 4217 code"},
      {"USD =sandbox", "the currency is not an ISO 4217 code"},
      {"USD/=sandbox", "the country is not two capital letters"},
      {"USD/us=sandbox", "the country is not two capital letters"},
      {"USD/USA=sandbox", "the country is not two capital letters"},
      {"USD/U/=sandbox", "the country is not two capital letters"},
      {"CHF=manual", "there are two for CHF"},
      {"chf=manual", "there are two for chf"},
      {"CHF/CH=sandbox", "there are two for CHF/CH"},
      {"*=sandbox", "there are two for *"},
  };
  for (const auto& row : rows) {
    const auto routes = parse({"CHF=sandbox", "CHF/CH=sandbox", "*=manual", row.rule});
    ASSERT_FALSE(routes) << row.rule;
    EXPECT_EQ(routes.error().reason, "bad_rail_route");
    EXPECT_EQ(routes.error().message, "route \"" + std::string(row.rule) + "\": " + row.what);
  }
}

}  // namespace
}  // namespace payoutd::rails
