#include "rails/routes.h"

#include <algorithm>

namespace payoutd::rails {
namespace {

tl::unexpected<base::Error> bad_route(std::string_view rule, std::string_view what) {
  return base::refused("bad_rail_route",
                       "route \"" + std::string(rule) + "\": " + std::string(what));
}

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string join(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

}  // namespace

base::Result<RailRoutes> RailRoutes::parse(std::span<const std::string> rules,
                                           std::span<const std::string_view> rails) {
  RailRoutes routes;
  for (const std::string& rule : rules) {
    if (auto added = routes.add(rule, rails); !added) return base::forward(std::move(added));
  }
  return routes;
}

base::Status RailRoutes::add(std::string_view text, std::span<const std::string_view> rails) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return bad_route(text, "it should be CURRENCY=RAIL");
  const std::string_view payouts = text.substr(0, equals);
  const std::string_view rail = text.substr(equals + 1);
  if (std::ranges::find(rails, rail) == rails.end()) {
    return bad_route(text, "the rail is none of " + join(rails));
  }
  if (payouts == "*") {
    if (!all_else_.empty()) return bad_route(text, "there are two for *");
    all_else_ = rail;
    return {};
  }
  const size_t slash = payouts.find('/');
  const auto currency = money::find_currency(payouts.substr(0, slash));
  if (!currency) return bad_route(text, "the currency is not an ISO 4217 code");
  std::string_view country;
  if (slash != std::string_view::npos) {
    country = payouts.substr(slash + 1);
    if (!is_country(country)) return bad_route(text, "the country is not two capital letters");
  }
  if (find(*currency, country) != nullptr) {
    return bad_route(text, "there are two for " + std::string(payouts));
  }
  rules_.push_back({*currency, std::string(country), std::string(rail)});
  return {};
}

const RailRoutes::Rule* RailRoutes::find(money::Currency currency, std::string_view country) const {
  const auto found = std::ranges::find_if(rules_, [&](const Rule& rule) {
    return rule.currency == currency && rule.country == country;
  });
  return found == rules_.end() ? nullptr : &*found;
}

std::string_view RailRoutes::route(money::Currency currency, std::string_view country) const {
  const Rule* rule = find(currency, country);
  if (rule == nullptr) rule = find(currency, "");
  if (rule != nullptr) return rule->rail;
  return all_else_.empty() ? default_rail : std::string_view(all_else_);
}

}  // namespace payoutd::rails
