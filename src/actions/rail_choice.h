// actions/rail_choice.h: which rail pays a payout, and the rails by their names. Made once; then
// safe from any thread.
#pragma once

#include <vector>

#include "access/credentials.h"
#include "rails/rail.h"
#include "rails/routes.h"

namespace payoutd::actions {

class RailChoice {
 public:
  // `rails` are all there are and must outlive this. Live payouts go where `live` says; test
  // payouts go to the rail called `test_rail`, whatever it says.
  RailChoice(std::vector<rails::Rail*> rails, rails::RailRoutes live, std::string_view test_rail);

  rails::Rail& of(access::Mode mode, const payouts::Payout& payout) const;
  // Null for a name that is not there (any more).
  rails::Rail* find(std::string_view name) const;

 private:
  std::vector<rails::Rail*> rails_;
  rails::RailRoutes live_;
  rails::Rail* test_rail_;
};

}  // namespace payoutd::actions
