#include "index/categories.h"

#include <algorithm>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

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

namespace {

template <class Slots, class Has>
uint64_t match_each(const Slots& slots, size_t from, const Has& has) {
  uint64_t matching = 0;
  for (size_t i = from; i < slots.size(); ++i) matching |= uint64_t{has(slots[i])} << i;
  return matching;
}

}  // namespace

uint64_t CategorySet::match(std::span<const uint16_t> wide_slots) const {
  return match_each(wide_slots, 0, [this](Slot slot) { return has_[slot]; });
}

uint64_t CategorySet::match(std::span<const uint8_t> narrow_slots) const {
  uint64_t matching = 0;
  size_t i = 0;
#if defined(__SSSE3__)
  // 16 slots at once: the bits of a slot's lower half, and the one of its upper half.
  const auto load = [](const uint8_t* bytes) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  };
  const __m128i below_128 = load(halves_[0].data()), from_128 = load(halves_[1].data());
  const __m128i bit_below = _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m128i bit_from = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, -128);
  const __m128i half = _mm_set1_epi8(15);
  for (; i + 16 <= narrow_slots.size(); i += 16) {
    const __m128i slots = load(&narrow_slots[i]);
    const __m128i lower = _mm_and_si128(slots, half);
    const __m128i upper = _mm_and_si128(_mm_srli_epi16(slots, 4), half);
    const __m128i found = _mm_or_si128(
        _mm_and_si128(_mm_shuffle_epi8(below_128, lower), _mm_shuffle_epi8(bit_below, upper)),
        _mm_and_si128(_mm_shuffle_epi8(from_128, lower), _mm_shuffle_epi8(bit_from, upper)));
    const auto missing =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(found, _mm_setzero_si128())));
    matching |= uint64_t{~missing & 0xffffU} << i;
  }
#endif
  return matching | match_each(narrow_slots, i, [this](Slot slot) { return has_[slot]; });
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
