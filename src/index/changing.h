// index/changing.h: what the changing thread of a PayoutIndex has. Private to the index.
#pragma once

#include <vector>

#include "index/core.h"
#include "index/payout_index.h"

namespace payoutd::index {

struct PayoutIndex::Changing {
  std::shared_ptr<Core> core = std::make_shared<Core>();
  Edit edit{.birth = 1};
  int64_t tree_bytes = 0;
  std::vector<payouts::Payout> staged;
  bool half_way = false;  // between what is published
};

}  // namespace payoutd::index
