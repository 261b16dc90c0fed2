// payouts/list_summary.h: how many payouts a filter lets through and what they come to, for each
// currency and status.
#pragma once

#include <cstdint>
#include <vector>

#include "money/currency.h"
#include "money/sum.h"
#include "payouts/payout.h"
#include "payouts/status.h"

namespace payoutd::payouts {

struct ListSummary {
  // Only what there is at least one of; by code of the currency, then status.
  struct Line {
    Status status;
    money::Currency currency;
    uint64_t count = 0;
    money::Sum amount_micro = 0;
    money::Sum fees_micro = 0;
  };
  std::vector<Line> lines;
  Version version = 0;  // the owner's version that all of this is true of
};

}  // namespace payoutd::payouts
