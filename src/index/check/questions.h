// index/check/questions.h: random questions to a list. For tests only.
#pragma once

#include <string>
#include <vector>

#include "index/check/world.h"

namespace payoutd::index {

// Many are like one that was asked before: the orders that were made for that one are read again
// after the list has changed.
class Questions {
 public:
  Questions(Dice& dice, World& world) : dice_(dice), world_(world) {}

  payouts::ListQuery next();
  // The same list at a place that its total suggests.
  payouts::ListQuery near_end(const payouts::ListQuery& query, uint64_t total);
  payouts::ListFilter some_filter();

 private:
  payouts::ListQuery make();
  void vary(payouts::ListQuery& query);
  void choose_place(payouts::ListQuery& query);
  void choose_order(payouts::ListQuery& query);
  void choose_categories(payouts::ListFilter& filter);
  void choose_times(payouts::ListFilter& filter);
  std::string some_term();
  std::string some_reference();
  std::string some_beneficiary();

  Dice& dice_;
  World& world_;
  std::vector<payouts::ListQuery> asked_;
};

// For people: "sort_by=amount …".
std::string describe(const payouts::ListFilter& filter);
std::string describe(const payouts::ListQuery& query);

// The same with less in it, if there is less: for the smallest question with a wrong answer.
std::vector<payouts::ListQuery> simpler_ones(const payouts::ListQuery& query);

}  // namespace payoutd::index
