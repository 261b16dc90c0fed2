// index/changing.h: what the changing thread of a PayoutIndex has. Private to the index.
#pragma once

#include <vector>

#include "index/core.h"
#include "index/payout_index.h"

namespace payoutd::index {

struct PayoutIndex::Changing {
  explicit Changing(Whose whose) : core(std::make_shared<Core>(whose)) {}
  // What a build that was given up has outgrown. Of a change that ended half way it is not known
  // what is still in the trees.
  ~Changing() {
    if (half_way) return;
    for (const RetiredBlock& each : edit.retired) each.free(each.block);
  }
  Changing(const Changing&) = delete;

  struct Staged {
    payouts::Payout payout;
    payouts::OwnerKey owner;
  };

  std::shared_ptr<Core> core;
  Edit edit{.birth = 1};
  int64_t tree_bytes = 0;
  std::vector<Staged> staged;
  bool half_way = false;  // between what is published
};

}  // namespace payoutd::index
