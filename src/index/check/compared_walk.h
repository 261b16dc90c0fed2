// index/check/compared_walk.h: a walk through a list beside the naive list. For tests only.
#pragma once

#include <memory>

#include "index/check/answers.h"
#include "index/check/dice.h"

namespace payoutd::index {

class ComparedWalk {
 public:
  // Of a state that is ready for the query; `model` is its and must outlive this.
  ComparedWalk(const ListState& state, const ListModel& model, const payouts::ListQuery& query);

  // Goes on by a few rows, or behind a payout that may or may not be in the list.
  Difference go_on(Dice& dice);
  bool has_ended() const { return place_ >= expected_.numbers.size(); }

 private:
  Difference read_on(uint32_t rows_max);
  Difference seek(Dice& dice);

  const ListModel& model_;
  ListModel::Page expected_;  // the whole list
  std::unique_ptr<ListState::Walk> walk_;
  uint64_t place_;
};

}  // namespace payoutd::index
