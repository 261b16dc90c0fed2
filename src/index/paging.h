// index/paging.h: the numbers of one page of a selection in an order. Private to the index.
#pragma once

#include <cstdint>
#include <vector>

#include "index/selection.h"
#include "index/sorted_order.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// Where a page of a list with `count` rows begins, and how many rows it has.
struct PageSpan {
  uint64_t begin = 0;
  uint32_t rows = 0;
};
PageSpan page_span(const payouts::ListQuery& query, uint64_t count);

// Numbers go by the order asked for: the page is found by counting bits.
std::vector<uint32_t> page_by_number(const Selection& selection, const payouts::ListQuery& query,
                                     uint32_t size);

// Few are selected: they alone are sorted.
std::vector<uint32_t> page_by_sorting_selected(const Selection& selection,
                                               const payouts::ListQuery& query,
                                               const SortComparison& comparison);

// Walks a sorted order from its nearer end.
std::vector<uint32_t> page_by_order(const Selection& selection, const payouts::ListQuery& query,
                                    const SortedOrder::View& order);

}  // namespace payoutd::index
