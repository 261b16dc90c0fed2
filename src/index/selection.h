// index/selection.h: which payouts a filter lets through. Private to the index.
#pragma once

#include "index/rows.h"
#include "index/search_index.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// Either all payouts or a set of them, and how many those are.
struct Selection {
  bool all = true;
  Bitset numbers;  // meaningful unless `all`
  uint64_t count = 0;

  bool has(uint32_t number) const { return all || numbers.test(number); }
};

// Callers hold the index's lock against changes.
Selection select_payouts(const payouts::ListFilter& filter, const Rows& rows, SearchIndex& search);

}  // namespace payoutd::index
