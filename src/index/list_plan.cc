#include "index/list_plan.h"

#include <algorithm>

namespace payoutd::index {

using payouts::SortField;
using payouts::TieBreak;

ListPlan::ListPlan(const Trees& trees, const payouts::ListQuery& query)
    : trees_(trees), query_(query), down_(query.sort_order == payouts::SortOrder::descending) {
  ListSource source = find_source(trees, query.filter, query.limit == 0);
  missing_ = source.missing;
  if (missing_) return;
  total_ = source.total;
  if (source.is_collected) {
    sort_collected(std::move(source));
  } else {
    plan_part(std::move(source));
  }
}

void ListPlan::plan_part(ListSource&& source) {
  // Ids that follow creation break its ties; those of one status may still come in any order.
  const bool ties_are_kept = query_.tie_break == trees_.ties;
  const bool ids_break_ties =
      trees_.number_order.is_ids ||
      (trees_.ties == TieBreak::creation_and_id && query_.tie_break == TieBreak::id);
  if (query_.sort_field == SortField::created_at && (ties_are_kept || ids_break_ties)) {
    add_group(source, CategorySet(source.categories));
  } else if (ties_are_kept &&
             (query_.sort_field == SortField::status || query_.sort_field == SortField::currency)) {
    plan_groups(source);
  } else if (const Ordering* const ordering =
                 source.is_whole ? trees_.find_ordering(query_.sort_field, query_.tie_break)
                                 : nullptr) {
    plan_ordering(*ordering, source.categories);
  } else if (total_ <= few_max) {
    source.numbers = collect(source);
    sort_collected(std::move(source));
  } else {
    ViewKey key = source.restriction;
    if (source.is_whole) key = {};
    key.field = query_.sort_field;
    key.tie_break = query_.tie_break;
    plan_view(std::move(key), source.categories);
  }
}

void ListPlan::sort_collected(ListSource&& source) {
  numbers_ = std::move(source.numbers);
  sort_few(trees_.rows, query_, numbers_);
}

// Payouts of one status (or currency) are in order of creation among themselves.
void ListPlan::plan_groups(const ListSource& source) {
  const auto group_of = [this](Category category) -> int {
    return query_.sort_field == SortField::status
               ? static_cast<int>(status_of(category))
               : static_cast<int>(currency_of(category).position());
  };
  const Categories& known = *trees_.known;
  std::vector<int> groups;
  for (size_t slot = 0; slot < known.size(); ++slot) {
    if (!source.categories.has(static_cast<Slot>(slot))) continue;
    groups.push_back(group_of(known.category(static_cast<Slot>(slot))));
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  if (down_) std::reverse(groups.begin(), groups.end());
  for (const int group : groups) {
    add_group(source, CategorySet(known, source.categories,
                                  [&](Category each) { return group_of(each) == group; }));
  }
}

void ListPlan::add_group(const ListSource& source, CategorySet&& categories) {
  const Sequence& sequence = *source.sequence;
  const uint64_t first = sequence.count_before(source.begin, categories);
  const uint64_t end = source.end.rank == sequence.size()
                           ? sequence.count(categories)
                           : sequence.count_before(source.end, categories);
  if (end > first) runs_.push_back({&sequence, std::move(categories), first, end - first});
}

void ListPlan::plan_ordering(const Ordering& ordering, const CategorySet& categories) {
  for (const Sequence* each : {&ordering.set(), &ordering.unset()}) {
    if (const uint64_t count = each->count(categories); count > 0) {
      runs_.push_back({each, categories, 0, count});
    }
  }
}

void ListPlan::plan_view(ViewKey&& key, const CategorySet& categories) {
  if (const View* const view = trees_.find_view(key)) {
    plan_ordering(view->ordering, categories);
  } else {
    missing_ = std::move(key);
  }
}

std::vector<uint32_t> ListPlan::read(uint64_t offset, uint64_t count) const {
  std::vector<uint32_t> page;
  if (offset >= total_) return page;
  count = std::min(count, total_ - offset);
  page.reserve(count);
  if (runs_.empty()) {
    const auto begin = numbers_.begin() + static_cast<ptrdiff_t>(offset);
    page.assign(begin, begin + static_cast<ptrdiff_t>(count));
    return page;
  }
  const auto take = [&page](uint32_t number) { page.push_back(number); };
  for (const Run& run : runs_) {
    if (offset >= run.count) {
      offset -= run.count;
      continue;
    }
    const uint64_t here = std::min(count, run.count - offset);
    if (down_) {
      const uint64_t last = run.first + run.count - 1;
      run.sequence->read_down(run.categories, last - offset, here, take);
    } else {
      run.sequence->read_up(run.categories, run.first + offset, here, take);
    }
    count -= here;
    if (count == 0) break;
    offset = 0;
  }
  return page;
}

}  // namespace payoutd::index
