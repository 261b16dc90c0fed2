// store/flaky_store.h: a store for tests that fails when one wants it to.
#pragma once

#include <atomic>
#include <functional>
#include <span>

#include "store/pass_through_store.h"

namespace payoutd::store {

// Counts what is asked of it, too.
class FlakyStore final : public PassThroughStore {
 public:
  using PassThroughStore::PassThroughStore;
  std::atomic<int> reads = 0;
  std::atomic<int> writes = 0;
  std::atomic<int> failed_writes = 0;
  std::atomic<bool> reads_fail = false;
  std::atomic<bool> writes_fail = false;

  base::Status read(const std::function<base::Status(Reads&)>& work) override {
    ++reads;
    if (reads_fail) return base::unavailable("store_unavailable", "the disk is gone");
    return real().read(work);
  }
  void write_all(std::span<const Work> works, std::span<base::Status> results) override {
    ++writes;
    if (!writes_fail) return real().write_all(works, results);
    ++failed_writes;
    for (base::Status& each : results) {
      each = base::unavailable("store_unavailable", "the disk is full");
    }
  }
};

}  // namespace payoutd::store
