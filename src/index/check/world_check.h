// index/check/world_check.h: the life of one list, from a seed: it changes, is asked, held, dropped
// and built again, and each answer is compared with the naive list's. For tests only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "index/check/held_state.h"
#include "index/check/questions.h"
#include "index/payout_index.h"

namespace payoutd::index {

class WorldCheck {
 public:
  // Of up to `size_max` payouts; `is_full`: it begins with as many.
  WorldCheck(uint64_t seed, uint32_t size_max, bool is_full = false);

  // Until so many answers were compared or one differs, which it tells in words, with what led
  // there; empty: none does.
  std::string run(uint64_t answers);

  uint64_t compared() const { return compared_; }
  uint64_t commits() const { return commits_; }
  uint32_t payouts() const { return world_.size(); }

 private:
  Difference step();
  Difference change();
  Difference ask();
  Difference compare(const payouts::ListQuery& query);
  Difference sum_up();
  Difference walk();
  Difference hold();
  Difference compare_held();
  Difference refuse();
  Difference rebuild();
  std::unique_ptr<PayoutIndex> build_in_parts(size_t parts);
  std::unique_ptr<PayoutIndex> no_payouts() const { return std::make_unique<PayoutIndex>(whose_); }
  static payouts::OwnerKey owner_of(const payouts::Payout& payout);
  Difference compare_owners();
  void make_ready(const payouts::ListQuery& query);
  Difference simplify(payouts::ListQuery query, Difference found);

  Dice dice_;
  World world_;
  Questions questions_;
  const Whose whose_;
  std::unique_ptr<PayoutIndex> index_ = no_payouts();
  std::vector<HeldState> held_;
  std::vector<payouts::ListQuery> lately_;  // that were asked
  uint64_t compared_ = 0;
  uint64_t commits_ = 0;
};

}  // namespace payoutd::index
