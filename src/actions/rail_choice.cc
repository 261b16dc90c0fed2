#include "actions/rail_choice.h"

#include "base/check.h"

namespace payoutd::actions {

RailChoice::RailChoice(std::vector<rails::Rail*> rails, rails::RailRoutes live,
                       std::string_view test_rail)
    : rails_(std::move(rails)), live_(std::move(live)), test_rail_(find(test_rail)) {
  base::check(test_rail_ != nullptr, "test payouts have a rail");
}

rails::Rail& RailChoice::of(access::Mode mode, const payouts::Payout& payout) const {
  if (mode == access::Mode::test) return *test_rail_;
  // No rail pays on a chain yet: a person does.
  const std::string_view name =
      payout.network.empty() ? live_.route(payout.amount.currency, payout.beneficiary_country)
                             : rails::default_rail;
  rails::Rail* const rail = find(name);
  base::check(rail != nullptr, "routes lead to rails that are there");
  return *rail;
}

rails::Rail* RailChoice::find(std::string_view name) const {
  for (rails::Rail* const rail : rails_) {
    if (rail->capabilities().name == name) return rail;
  }
  return nullptr;
}

}  // namespace payoutd::actions
