// payouts/list_page.h: the answer to a ListQuery, handed over row by row so that nothing is copied.
#pragma once

#include <cstdint>

#include "payouts/payout.h"

namespace payoutd::payouts {

struct ListPage {
  uint64_t total = 0;   // rows that match the filter, exact
  uint32_t rows = 0;    // rows that follow
  Version version = 0;  // the owner's version that all of this is true of
};

// begin() once, then row() `rows` times, in order, from one thread. A view lives until row()
// returns.
class ListSink {
 public:
  virtual ~ListSink() = default;
  virtual void begin(const ListPage& page) = 0;
  virtual void row(const PayoutView& payout) = 0;
};

}  // namespace payoutd::payouts
