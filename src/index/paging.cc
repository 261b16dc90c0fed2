#include "index/paging.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::index {
namespace {

using payouts::ListQuery;
using payouts::SortOrder;

bool descending(const ListQuery& query) {
  return query.sort_order == SortOrder::descending;
}

// A sorted order as it is read: unset values come last in both directions.
class Sequence {
 public:
  Sequence(const SortedOrder::View& order, bool descending)
      : order_(order),
        size_(static_cast<uint32_t>(order.numbers.size())),
        descending_(descending) {}

  uint32_t size() const { return size_; }
  uint32_t at(uint32_t position) const {
    if (!descending_) return order_.numbers[position];
    if (position < order_.set_count) return order_.numbers[order_.set_count - 1 - position];
    return order_.numbers[size_ - 1 - (position - order_.set_count)];
  }

 private:
  const SortedOrder::View& order_;
  uint32_t size_;
  bool descending_;
};

}  // namespace

PageSpan page_span(const ListQuery& query, uint64_t count) {
  if (query.offset >= count) return {count, 0};
  return {query.offset,
          static_cast<uint32_t>(std::min<uint64_t>(query.limit, count - query.offset))};
}

std::vector<uint32_t> page_by_number(const Selection& selection, const ListQuery& query,
                                     uint32_t size) {
  const PageSpan span = page_span(query, selection.count);
  std::vector<uint32_t> page;
  if (span.rows == 0) return page;
  page.reserve(span.rows);
  const uint64_t rank = descending(query) ? selection.count - 1 - span.begin : span.begin;
  uint32_t number = selection.all ? static_cast<uint32_t>(rank) : selection.numbers.select(rank);
  for (;;) {
    page.push_back(number);
    if (page.size() == span.rows) return page;
    if (selection.all) {
      number = descending(query) ? number - 1 : number + 1;
    } else {
      number =
          descending(query) ? selection.numbers.previous(number) : selection.numbers.next(number);
    }
    base::check(number < size, "a page stays within the list");
  }
}

std::vector<uint32_t> page_by_sorting_selected(const Selection& selection, const ListQuery& query,
                                               const SortComparison& comparison) {
  const PageSpan span = page_span(query, selection.count);
  if (span.rows == 0) return {};
  std::vector<uint32_t> selected;
  selected.reserve(selection.count);
  selection.numbers.for_each([&](uint32_t number) { selected.push_back(number); });
  std::sort(selected.begin(), selected.end(), [&](uint32_t left, uint32_t right) {
    const bool left_set = comparison.is_set(left);
    if (left_set != comparison.is_set(right)) return left_set;
    return descending(query) ? comparison.less(right, left) : comparison.less(left, right);
  });
  const auto begin = selected.begin() + static_cast<std::ptrdiff_t>(span.begin);
  return {begin, begin + span.rows};
}

std::vector<uint32_t> page_by_order(const Selection& selection, const ListQuery& query,
                                    const SortedOrder::View& order) {
  const PageSpan span = page_span(query, selection.count);
  std::vector<uint32_t> page;
  if (span.rows == 0) return page;
  page.reserve(span.rows);
  const Sequence sequence(order, descending(query));
  if (selection.all) {
    for (uint32_t i = 0; i < span.rows; ++i) {
      page.push_back(sequence.at(static_cast<uint32_t>(span.begin) + i));
    }
    return page;
  }
  const uint64_t behind = selection.count - span.begin - span.rows;
  if (span.begin <= behind) {
    uint64_t skip = span.begin;
    for (uint32_t at = 0; page.size() < span.rows; ++at) {
      const uint32_t number = sequence.at(at);
      if (!selection.has(number)) continue;
      if (skip > 0) {
        --skip;
      } else {
        page.push_back(number);
      }
    }
  } else {
    uint64_t skip = behind;
    for (uint32_t at = sequence.size(); page.size() < span.rows;) {
      const uint32_t number = sequence.at(--at);
      if (!selection.has(number)) continue;
      if (skip > 0) {
        --skip;
      } else {
        page.push_back(number);
      }
    }
    std::reverse(page.begin(), page.end());
  }
  return page;
}

}  // namespace payoutd::index
