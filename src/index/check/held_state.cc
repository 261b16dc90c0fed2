#include "index/check/held_state.h"

#include "index/check/questions.h"

namespace payoutd::index {

HeldState::HeldState(std::shared_ptr<const ListState> state, payouts::Version version,
                     ListModel model, std::vector<payouts::ListQuery> asked, Dice& dice)
    : state_(std::move(state)),
      version_(version),
      model_(std::make_unique<const ListModel>(std::move(model))) {
  // What was asked of older states is not always ready in this one.
  for (payouts::ListQuery& query : asked) {
    if (state_->is_ready_for(query)) asked_.push_back(std::move(query));
  }
  if (!asked_.empty()) {
    walk_ = std::make_unique<ComparedWalk>(*state_, *model_, dice.pick(asked_));
  }
}

Difference HeldState::compare_again(Dice& dice, uint64_t& compared) {
  for (const payouts::ListQuery& query : asked_) {
    Difference found = compare_answer(*state_, version_, *model_, query);
    ++compared;
    if (found.empty() && dice.one_in(3) && state_->is_ready_for(sums_of(query.filter))) {
      found = compare_summary(*state_, version_, *model_, query.filter);
      ++compared;
    }
    if (!found.empty()) return describe(query) + ": " + found;
  }
  if (walk_ != nullptr && !walk_->has_ended()) {
    ++compared;
    return walk_->go_on(dice);
  }
  return "";
}

}  // namespace payoutd::index
