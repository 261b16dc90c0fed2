// rails/routes.h: which rail pays a payout. Made once from the settings; then safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "money/currency.h"

namespace payoutd::rails {

inline constexpr std::string_view default_rail = "manual";

class RailRoutes {
 public:
  // Rules: `USD=sandbox` (a currency in any letter case), `EUR/DE=manual` (a currency in a country:
  // two capital letters), `*=manual` (all else), in any order. Without a `*` all else goes to
  // default_rail. `rails` are the names that may stand on the right.
  // Refusal `bad_rail_route`: the message has the rule and what is wrong with it.
  static base::Result<RailRoutes> parse(std::span<const std::string> rules,
                                        std::span<const std::string_view> rails);

  // The most specific rule's rail: currency and country, else currency, else `*`. An empty country
  // is one that nobody told. The text lives as long as the routes.
  std::string_view route(money::Currency currency, std::string_view country) const;

 private:
  struct Rule {
    money::Currency currency;
    std::string country;  // empty: every country
    std::string rail;
  };

  RailRoutes() = default;
  base::Status add(std::string_view text, std::span<const std::string_view> rails);
  const Rule* find(money::Currency currency, std::string_view country) const;

  std::vector<Rule> rules_;
  std::string all_else_;  // empty: no rule said so
};

}  // namespace payoutd::rails
