// store/writer.h: where writes go that somebody waits for.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

#include "store/store.h"

namespace payoutd::store {

// Safe from any thread. Works run one at a time, in the order in which they came.
class Writer {
 public:
  // Called once. Success: the work has happened and will survive any crash. An error: nothing of it
  // has happened; the work's own, the store's, or `too_many_writes` (unavailable).
  using Done = std::function<void(base::Status)>;

  // A work and who waits for it. `weight`: about how many payouts it writes; a batch and the queue
  // hold so many, however few the works are.
  struct Write {
    Work work;
    Done done;
    size_t weight = 1;
  };

  virtual ~Writer() = default;
  virtual void enqueue(Write write) = 0;
  void submit(Work work, Done done, size_t weight = 1) {
    enqueue({std::move(work), std::move(done), weight});
  }
};

// The same for a thread that can wait. Not for one that answers requests.
base::Status write_and_wait(Writer& writer, Work work);

}  // namespace payoutd::store
