// index/sorted_order.h: all payouts of an owner in the order of one sort field. Private to the
// index.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "index/rows.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// Compares payouts by a field and, for equal ones, by creation or id: a strict total order,
// ascending, of payouts that have a value.
class SortComparison {
 public:
  SortComparison(const Rows& rows, payouts::SortField field, payouts::TieBreak tie_break)
      : rows_(rows), field_(field), tie_break_(tie_break) {}

  bool is_set(uint32_t number) const;
  // For payouts that are both set or both unset; the unset ones tie with each other.
  bool less(uint32_t left, uint32_t right) const;

 private:
  bool less_by_tie_break(uint32_t left, uint32_t right) const;

  const Rows& rows_;
  payouts::SortField field_;
  payouts::TieBreak tie_break_;
};

// Built when first asked for and mended when payouts have changed since.
class SortedOrder {
 public:
  // The set payouts ascending, then the unset ones ascending by their tie-break.
  struct View {
    const std::vector<uint32_t>& numbers;
    uint32_t set_count;
  };

  // Callers hold the index's lock against changes; several may call at once.
  View get(const Rows& rows, payouts::SortField field, payouts::TieBreak tie_break);

  // Would get() answer at once? False also while another reader has it sorted.
  bool is_ready() const;

  // These payouts are new or have changed. Callers hold the index's lock alone.
  void note_changes(std::span<const uint32_t> numbers);

  uint64_t memory_bytes() const;

 private:
  void mend(const Rows& rows, const SortComparison& comparison);

  mutable std::mutex mutex_;
  bool built_ = false;
  std::vector<uint32_t> numbers_;
  std::vector<uint32_t> changed_;  // since numbers_ was right; may repeat
  uint32_t set_count_ = 0;
};

}  // namespace payoutd::index
