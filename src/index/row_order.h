// index/row_order.h: the orders in which payouts are listed. Private to the index.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/ordered.h"
#include "index/radix_sort.h"
#include "index/rows.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// Compares payouts by a field and, for equal ones, by what breaks ties: a strict total order,
// ascending, of payouts that have a value, and of those that have none.
class RowOrder {
 public:
  RowOrder(const Rows& rows, payouts::SortField field, payouts::TieBreak tie_break)
      : rows_(rows), field_(field), tie_break_(tie_break) {}

  bool is_set(uint32_t number) const;
  // For payouts that are both set or both unset; the unset ones tie with each other.
  bool less(uint32_t left, uint32_t right) const;
  // Do both have the same value, or none?
  bool equal(uint32_t left, uint32_t right) const;

 private:
  bool less_by_tie_break(uint32_t left, uint32_t right) const;

  const Rows& rows_;
  payouts::SortField field_;
  payouts::TieBreak tie_break_;
};

bool sorts_by_text(payouts::SortField field);
// By which a payout sorts under a field that is a number; unset_time if it has none.
int64_t sort_number(const Rows& rows, payouts::SortField field, uint32_t number);
// The same for reference_id and beneficiary_email; empty if it has none.
std::string_view sort_text(const Rows& rows, payouts::SortField field, uint32_t number);

// Sorts a few: the set ones by the query's order, then the unset ones.
void sort_few(const Rows& rows, const payouts::ListQuery& query, std::vector<uint32_t>& numbers);

// All payouts in an order: the set ones ascending, the unset ones ascending by their tie-break.
struct Sorted {
  Ordered set, unset;
};
// `by_creation`: what is to be sorted, in the order that breaks ties. The result is `sorting`'s,
// good until its next use.
Sorted sort_many(const Rows& rows, payouts::SortField field, const Ordered& by_creation,
                 Sorting& sorting);
// Payouts that come in any order, by creation and id. The result likewise.
Ordered sort_by_creation_and_id(const Rows& rows, const Ordered& payouts, Sorting& sorting);

}  // namespace payoutd::index
