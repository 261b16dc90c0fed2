// index/check/held_state.h: an old state that somebody holds, which must stay as it was. For tests
// only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "index/check/compared_walk.h"

namespace payoutd::index {

class HeldState {
 public:
  HeldState(std::shared_ptr<const ListState> state, payouts::Version version, ListModel model,
            std::vector<payouts::ListQuery> asked, Dice& dice);

  // Asks again what was asked of the state when it was the newest, and goes on with the walk that
  // was begun then.
  Difference compare_again(Dice& dice, uint64_t& compared);

 private:
  std::shared_ptr<const ListState> state_;
  payouts::Version version_;
  std::unique_ptr<const ListModel> model_;
  std::vector<payouts::ListQuery> asked_;  // that the state was ready for
  std::unique_ptr<ComparedWalk> walk_;
};

}  // namespace payoutd::index
