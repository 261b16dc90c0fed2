#include "index/check/compared_walk.h"

#include <algorithm>
#include <limits>

namespace payoutd::index {

ComparedWalk::ComparedWalk(const ListState& state, const ListModel& model,
                           const payouts::ListQuery& query)
    : model_(model), walk_(state.walk(query)), place_(query.offset) {
  payouts::ListQuery whole = query;
  whole.offset = 0;
  whole.limit = std::numeric_limits<uint32_t>::max();
  expected_ = model.read(whole);
}

Difference ComparedWalk::go_on(Dice& dice) {
  if (walk_->total() != expected_.total) return "a walk has another total";
  if (!model_.rows.empty() && dice.one_in(4)) return seek(dice);
  return read_on(static_cast<uint32_t>(dice.below(dice.one_in(4) ? 3000 : 40)));
}

Difference ComparedWalk::read_on(uint32_t rows_max) {
  ComparedRows rows(model_);
  const bool goes_on = walk_->next(rows_max, rows);
  const auto& all = expected_.numbers;
  const auto begin = all.begin() + static_cast<ptrdiff_t>(std::min<uint64_t>(place_, all.size()));
  const auto length = std::min<ptrdiff_t>(rows_max, all.end() - begin);
  const std::vector<uint32_t> expected(begin, begin + length);
  if (rows.numbers != expected) {
    return "a walk at " + std::to_string(place_) + " reads " + describe(rows.numbers) +
           ", expected " + describe(expected);
  }
  place_ += static_cast<uint64_t>(length);
  if (goes_on != (place_ < all.size())) return "a walk does not know where it ends";
  return rows.difference;
}

Difference ComparedWalk::seek(Dice& dice) {
  payouts::PayoutId id = dice.pick(model_.rows).id;
  auto found = expected_.numbers.end();
  if (dice.one_in(6)) {
    id.value.bytes[15] ^= 1U;  // nobody's
  } else {
    found = std::find_if(expected_.numbers.begin(), expected_.numbers.end(),
                         [&](uint32_t number) { return model_.rows[number].id == id; });
  }
  const bool is_there = found != expected_.numbers.end();
  if (walk_->seek_behind(id) != is_there) {
    return is_there ? "a walk does not find a payout of the list"
                    : "a walk finds a payout that is not in the list";
  }
  if (is_there) place_ = static_cast<uint64_t>(found - expected_.numbers.begin()) + 1;
  return "";
}

}  // namespace payoutd::index
