#include "index/selection.h"

#include <algorithm>

namespace payoutd::index {
namespace {

using payouts::ListFilter;

// Narrows a selection to what is also in a set.
class Narrowing {
 public:
  Narrowing(Selection& selection, uint32_t size) : selection_(selection), size_(size) {}

  void to(const Bitset& set) {
    if (selection_.all) {
      selection_.numbers = set;
      selection_.numbers.resize(size_);
      selection_.all = false;
    } else if (set.size() == 0) {
      selection_.numbers.clear();
    } else {
      selection_.numbers.intersect(set);
    }
  }

  void to_nothing() { to(Bitset()); }

 private:
  Selection& selection_;
  uint32_t size_;
};

Bitset with_any_status(const ListFilter& filter, const Rows& rows) {
  Bitset set;
  set.resize(rows.size());
  for (const payouts::Status status : payouts::all_statuses) {
    if (filter.statuses.test(static_cast<size_t>(status))) set.merge(rows.with_status(status));
  }
  return set;
}

Bitset with_any_currency(const ListFilter& filter, const Rows& rows) {
  Bitset set;
  set.resize(rows.size());
  for (const money::Currency currency : filter.currencies) {
    const Bitset& with = rows.with_currency(currency);
    if (with.size() != 0) set.merge(with);
  }
  return set;
}

// The first number whose payout was created at `time` or later, if numbers go by creation.
uint32_t first_created_from(const Rows& rows, int64_t time) {
  uint32_t low = 0;
  uint32_t high = rows.size();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (rows.created_at(middle) < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Bitset created_between(const ListFilter& filter, const Rows& rows) {
  const int64_t from = filter.created_from ? filter.created_from->micros : unset_time;
  const int64_t to =
      filter.created_to ? filter.created_to->micros : std::numeric_limits<int64_t>::max();
  Bitset set;
  set.resize(rows.size());
  if (rows.numbered_by_creation()) {
    const uint32_t first = first_created_from(rows, from);
    set.assign_range(first, std::max(first, first_created_from(rows, to)));
    return set;
  }
  for (uint32_t number = 0; number < rows.size(); ++number) {
    const int64_t created = rows.created_at(number);
    if (created >= from && created < to) set.set(number);
  }
  return set;
}

Bitset with_reference(std::string_view reference_id, const Rows& rows, SearchIndex& search) {
  // What has it exactly also has it somewhere in its folded texts: few to look at.
  const auto candidates = search.find(reference_id);
  Bitset set;
  set.resize(rows.size());
  candidates->for_each([&](uint32_t number) {
    if (rows.sort_text(payouts::SortField::reference_id, number) == reference_id) {
      set.set(number);
    }
  });
  return set;
}

Bitset with_beneficiary(std::string_view text, const Rows& rows) {
  Bitset set;
  set.resize(rows.size());
  if (const auto id = payouts::parse_beneficiary_id(text)) {
    for (const uint32_t number : rows.with_beneficiary(*id)) set.set(number);
  }
  return set;
}

}  // namespace

Selection select_payouts(const ListFilter& filter, const Rows& rows, SearchIndex& search) {
  Selection selection;
  Narrowing narrow(selection, rows.size());
  if (filter.statuses.count() == 1) {
    for (const payouts::Status status : payouts::all_statuses) {
      if (filter.statuses.test(static_cast<size_t>(status))) narrow.to(rows.with_status(status));
    }
  } else if (filter.statuses.any()) {
    narrow.to(with_any_status(filter, rows));
  }
  if (filter.currencies.size() == 1) {
    narrow.to(rows.with_currency(filter.currencies.front()));
  } else if (!filter.currencies.empty()) {
    narrow.to(with_any_currency(filter, rows));
  }
  if (filter.created_from || filter.created_to) narrow.to(created_between(filter, rows));
  if (!filter.search.empty()) narrow.to(*search.find(filter.search));
  if (filter.reference_id) {
    if (filter.reference_id->empty()) {
      narrow.to_nothing();
    } else {
      narrow.to(with_reference(*filter.reference_id, rows, search));
    }
  }
  if (filter.beneficiary_id) narrow.to(with_beneficiary(*filter.beneficiary_id, rows));
  selection.count = selection.all ? rows.size() : selection.numbers.count();
  return selection;
}

}  // namespace payoutd::index
