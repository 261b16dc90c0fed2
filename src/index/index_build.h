// index/index_build.h: fills an empty index with all payouts of an owner, or of many, by several
// threads at once.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "index/payout_index.h"

namespace payoutd::index {

class IndexBuild {
 public:
  // `index` is empty and stays untouched by others until finish(). Its payouts come in `parts`
  // contiguous parts.
  IndexBuild(PayoutIndex& index, size_t parts);
  ~IndexBuild();

  // There are `count` payouts and a part begins with number `first`; once for each part, the
  // parts' threads may do so at the same time. Throws std::bad_alloc to each of them if there is no
  // room for so many.
  void begin_part(size_t part, uint32_t count, uint32_t first);
  // The part's payouts, all of them, in order of number, from one thread; those of different parts
  // from different threads. False: it is not the next one, or a text
  // is longer than any may be; nothing was done.
  // `owner` is kept in an index of many owners'.
  bool put(size_t part, const payouts::PayoutView& payout, payouts::OwnerKey owner = {});

  // After all parts: orders everything and shows it as the owner's state at `version`. False: some
  // payouts are missing; the index must be given up.
  bool finish(payouts::Version version);

 private:
  struct Part;
  bool is_whole() const;

  PayoutIndex& index_;
  std::mutex mutex_;                          // for begin_part
  bool is_begun_ = false, has_room_ = false;  // protected by mutex_; begun without room: it failed
  std::vector<std::unique_ptr<Part>> parts_;  // each its thread's
};

}  // namespace payoutd::index
