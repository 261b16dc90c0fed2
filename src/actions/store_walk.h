// actions/store_walk.h: a list that is walked in the store, for an owner whose index would not fit
// memory.
#pragma once

#include <memory>
#include <optional>

#include "actions/list_walk.h"
#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

// Rows come from the database one by one: some microseconds each, if it is in memory.
class StoreWalk final : public ListWalk {
 public:
  // Counts and sorts the list, behind `after` if that is given: seconds, if it is long. Null:
  // `after` is not in it. From `until` on there are no more rows: the walk holds the database's
  // log, which must not grow for as long as a client likes to read slowly. Errors: the store's.
  static base::Result<std::unique_ptr<StoreWalk>> begin(std::unique_ptr<store::PayoutWalk> walk,
                                                        std::optional<payouts::PayoutId> after,
                                                        const base::Clock& clock,
                                                        base::Timestamp until);

  payouts::Version version() const override { return walk_->version(); }
  uint64_t total() const override { return total_; }
  bool is_slow() const override { return true; }
  // Unavailable, besides the store's errors: `export_too_slow`.
  base::Result<bool> next(uint32_t rows_max, payouts::ListSink& sink) override;

 private:
  StoreWalk(std::unique_ptr<store::PayoutWalk> walk, uint64_t total, const base::Clock& clock,
            base::Timestamp until)
      : walk_(std::move(walk)), total_(total), clock_(clock), until_(until) {}
  base::Result<bool> skip_behind(const payouts::PayoutId& id);

  const std::unique_ptr<store::PayoutWalk> walk_;
  const uint64_t total_;
  const base::Clock& clock_;
  const base::Timestamp until_;
};

}  // namespace payoutd::actions
