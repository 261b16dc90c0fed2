#include "index/categories.h"

#include <algorithm>

namespace payoutd::index {

Categories::Categories() : slots_(money::currency_count() * payouts::status_count, none) {}

Slot Categories::add(Category category) {
  if (slots_[category] == none) {
    slots_[category] = static_cast<Slot>(categories_.size());
    categories_.push_back(category);
  }
  return slots_[category];
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

}  // namespace payoutd::index
