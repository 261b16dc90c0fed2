// payouts/list_summary.h: what the payouts that a filter leaves come to.
#pragma once

#include <cstdint>
#include <vector>

#include "money/sum.h"
#include "payouts/payout.h"

namespace payoutd::payouts {

struct ListSummary {
  struct Line {
    Status status = Status::created;
    money::Currency currency;
    uint64_t count = 0;
    money::Sum amount_micro = 0;
    money::Sum fees_micro = 0;
  };
  std::vector<Line> lines;  // by the currency's code, then status; none that counts nothing
  Version version = 0;      // the owner's version that all of this is true of
};

}  // namespace payoutd::payouts
