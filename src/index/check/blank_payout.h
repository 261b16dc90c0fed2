// index/check/blank_payout.h: a payout of which nothing is said. For tests only.
#pragma once

#include "payouts/payout.h"

namespace payoutd::index {

inline payouts::Payout blank_payout() {
  return {.amount = {1, money::currency_at(0)}};
}

}  // namespace payoutd::index
