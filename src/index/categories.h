// index/categories.h: which categories an owner's payouts have, and sets of them. Private to the
// index.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "index/rows.h"
#include "money/sum.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// A category's place among those that an owner uses, which are few of all that there are.
using Slot = uint16_t;

// What is counted together: all payouts, those of a status, those of a currency, those of both.
using CountRow = uint16_t;
inline constexpr CountRow all_payouts = 0;

// The categories that were seen so far, in the order in which they were: slots never change.
class Categories {
 public:
  static constexpr Slot none = 0xffff;

  Categories();

  Slot slot(Category category) const { return slots_[category]; }
  Slot add(Category category);
  size_t size() const { return categories_.size(); }
  Category category(Slot slot) const { return categories_[slot]; }

  // The rows in which a payout of the slot is counted. They never change either.
  enum Kind { of_all, of_status, of_currency, of_both, kind_count };
  using Rows = std::array<CountRow, kind_count>;
  const Rows& rows(Slot slot) const { return rows_[slot]; }
  CountRow row_count() const { return row_count_; }

 private:
  std::vector<Slot> slots_;  // by category
  std::vector<Category> categories_;
  std::vector<CountRow> status_rows_, currency_rows_;  // all_payouts: none was seen
  std::vector<Rows> rows_;                             // by slot
  CountRow row_count_ = 1;
};

// Which categories a filter lets through.
class CategorySet {
 public:
  // All of them.
  CategorySet() = default;
  // Those that are known and have one of the filter's statuses and currencies.
  CategorySet(const Categories& known, const payouts::ListFilter& filter);
  // Those of another set that `keep` keeps.
  template <class Keep>
  CategorySet(const Categories& known, const CategorySet& other, const Keep& keep)
      : all_(false), has_(known.size()) {
    for (size_t i = 0; i < known.size(); ++i) {
      const auto slot = static_cast<Slot>(i);
      if (!other.has(slot) || !keep(known.category(slot))) continue;
      has_[slot] = 1;
      if (slot < 256) halves_[slot >> 7U][slot & 15U] |= 1U << (slot >> 4U & 7U);
    }
    choose_rows(known);
  }

  bool all() const { return all_; }
  // Of a slot that was known when this was made.
  bool has(Slot slot) const { return all_ || has_[slot] != 0; }
  // A bit for each of up to 64 slots, the first one's the lowest: is it in the set? Unless all.
  uint64_t match(std::span<const uint8_t> narrow_slots) const;
  uint64_t match(std::span<const uint16_t> wide_slots) const;
  // What counts add up to its payouts.
  const std::vector<CountRow>& rows() const { return rows_; }

 private:
  void choose_rows(const Categories& known);

  bool all_ = true;
  std::vector<uint8_t> has_;  // by slot
  // The same of the first 256: by the lower half of a slot, a bit for each upper half.
  std::array<std::array<uint8_t, 16>, 2> halves_{};
  std::vector<CountRow> rows_{all_payouts};
};

// What a payout adds to the counts.
struct Counted {
  Slot slot = 0;
  int64_t amount_micro = 0;
  int64_t fees_micro = 0;
  friend bool operator==(const Counted&, const Counted&) = default;
};

// How many payouts there are, and their money.
struct Tally {
  uint64_t count = 0;
  money::Sum amount_micro = 0;
  money::Sum fees_micro = 0;

  void add(const Counted& one) {
    ++count;
    amount_micro += one.amount_micro;
    fees_micro += one.fees_micro;
  }
  void subtract(const Counted& one) {
    --count;
    amount_micro -= one.amount_micro;
    fees_micro -= one.fees_micro;
  }
  void add(const Tally& other) {
    count += other.count;
    amount_micro += other.amount_micro;
    fees_micro += other.fees_micro;
  }
  void subtract(const Tally& other) {
    count -= other.count;
    amount_micro -= other.amount_micro;
    fees_micro -= other.fees_micro;
  }
};

}  // namespace payoutd::index
