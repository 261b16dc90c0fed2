// index/categories.h: which categories an owner's payouts have, and sets of them. Private to the
// index.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "index/rows.h"
#include "money/sum.h"
#include "payouts/list_query.h"

namespace payoutd::index {

// A category's place in counts: an owner uses few of all that there are.
using Slot = uint16_t;

// The categories that were seen so far, in the order in which they were: slots never change.
class Categories {
 public:
  static constexpr Slot none = 0xffff;

  Categories();

  Slot slot(Category category) const { return slots_[category]; }
  Slot add(Category category);
  size_t size() const { return categories_.size(); }
  Category category(Slot slot) const { return categories_[slot]; }

 private:
  std::vector<Slot> slots_;  // by category
  std::vector<Category> categories_;
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
      slots_.push_back(slot);
    }
  }

  bool all() const { return all_; }
  // Of a slot that was known when this was made.
  bool has(Slot slot) const { return all_ || has_[slot] != 0; }
  const std::vector<Slot>& slots() const { return slots_; }  // unless all

 private:
  bool all_ = true;
  std::vector<uint8_t> has_;  // by slot
  std::vector<Slot> slots_;
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
