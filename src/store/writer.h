// store/writer.h: where writes go that somebody waits for.
#pragma once

#include <functional>

#include "store/store.h"

namespace payoutd::store {

// Safe from any thread. Works run one at a time, in the order in which they came.
class Writer {
 public:
  // Called once. Success: the work has happened and will survive any crash. An error: nothing of it
  // has happened; the work's own, the store's, or `too_many_writes` (unavailable).
  using Done = std::function<void(base::Status)>;

  virtual ~Writer() = default;
  virtual void submit(Work work, Done done) = 0;
};

// The same for a thread that can wait. Not for one that answers requests.
base::Status write_and_wait(Writer& writer, Work work);

}  // namespace payoutd::store
