#include "index/categories.h"

#include <algorithm>

namespace payoutd::index {

Categories::Categories()
    : slots_(money::currency_count() * payouts::status_count, none),
      status_rows_(payouts::status_count, all_payouts),
      currency_rows_(money::currency_count(), all_payouts) {}

Slot Categories::add(Category category) {
  if (slots_[category] != none) return slots_[category];
  const auto slot = static_cast<Slot>(categories_.size());
  slots_[category] = slot;
  categories_.push_back(category);
  const auto row_of = [this](CountRow& row) {
    if (row == all_payouts) row = row_count_++;
    return row;
  };
  rows_.push_back({all_payouts, row_of(status_rows_[static_cast<size_t>(status_of(category))]),
                   row_of(currency_rows_[currency_of(category).position()]), row_count_++});
  return slot;
}

CategorySet::CategorySet(const Categories& known, const payouts::ListFilter& filter) {
  const auto& currencies = filter.currencies;
  if (filter.statuses.none() && currencies.empty()) return;
  *this = CategorySet(known, *this, [&](Category category) {
    return (filter.statuses.none() ||
            filter.statuses.test(static_cast<size_t>(status_of(category)))) &&
           (currencies.empty() || std::find(currencies.begin(), currencies.end(),
                                            currency_of(category)) != currencies.end());
  });
}

// Few rows rather than many: those of statuses, or of currencies, of which all is in the set.
void CategorySet::choose_rows(const Categories& known) {
  std::vector<uint8_t> is_part(known.row_count());  // by row: something of it is not in the set
  for (size_t i = 0; i < known.size(); ++i) {
    const auto slot = static_cast<Slot>(i);
    if (has(slot)) continue;
    for (const CountRow row : known.rows(slot)) is_part[row] = 1;
  }
  for (const Categories::Kind kind :
       {Categories::of_status, Categories::of_currency, Categories::of_both}) {
    rows_.clear();
    bool whole = true;
    std::vector<uint8_t> chosen(known.row_count());
    for (size_t i = 0; i < known.size() && whole; ++i) {
      const auto slot = static_cast<Slot>(i);
      if (!has(slot)) continue;
      const CountRow row = known.rows(slot)[kind];
      whole = is_part[row] == 0;
      if (chosen[row] == 0) rows_.push_back(row);
      chosen[row] = 1;
    }
    if (whole) return;
  }
}

}  // namespace payoutd::index
