// actions/list_walk.h: a list from its beginning to its end, as it was in one state of its owner's
// payouts, whatever is written meanwhile.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "payouts/list_page.h"
#include "payouts/payout.h"

namespace payoutd::actions {

// Used by one thread at a time.
class ListWalk {
 public:
  virtual ~ListWalk() = default;

  virtual payouts::Version version() const = 0;  // of the owner, in that state
  virtual uint64_t total() const = 0;            // rows of the whole list
  // Does a row take longer than a look at memory?
  virtual bool is_slow() const = 0;
  // The next rows, up to `rows_max`, to sink.row(); false: that was the end. After an error, which
  // is the store's, nothing more can be had.
  virtual base::Result<bool> next(uint32_t rows_max, payouts::ListSink& sink) = 0;
};

}  // namespace payoutd::actions
