#include "base/check.h"
#include "index/rows.h"
#include "index/sequence.h"

namespace payoutd::index {
namespace {

constexpr const char* within = "a rank lies within its sequence";

}  // namespace

uint64_t Sequence::size() const {
  return root_ == nullptr ? 0 : root_->size;
}

uint64_t Sequence::count(const CategorySet& categories) const {
  if (root_ == nullptr) return 0;
  if (categories.all()) return root_->size;
  uint64_t total = 0;
  for (const Slot slot : categories.slots()) {
    total += slot < root_->counts.size() ? root_->counts[slot] : 0;
  }
  return total;
}

uint64_t Sequence::count_before(const Position& end, const CategorySet& categories,
                                const Rows& rows) const {
  if (root_ == nullptr) return 0;
  if (categories.all()) return end.rank;
  uint64_t total = 0;
  for (uint32_t i = 0; i < end.branch; ++i) total += root_->branches[i]->count(categories);
  const Branch& branch = *root_->branches[end.branch];
  for (uint32_t i = 0; i < end.leaf; ++i) total += branch.leaves[i]->count(categories);
  const Leaf& leaf = *branch.leaves[end.leaf];
  for (uint32_t i = 0; i < end.offset; ++i) {
    if (categories.has(rows.category(leaf.numbers()[i]))) ++total;
  }
  return total;
}

void Sequence::read_up(const CategorySet& categories, const Rows& rows, uint64_t first,
                       uint64_t count, const Take& take) const {
  if (count == 0) return;
  base::check(root_ != nullptr, within);
  uint64_t skip = first;
  size_t b = 0;
  for (;; ++b) {
    base::check(b < root_->branches.size(), within);
    const uint64_t here = root_->branches[b]->count(categories);
    if (skip < here) break;
    skip -= here;
  }
  for (;; ++b, skip = 0) {
    base::check(b < root_->branches.size(), within);
    for (const Leaf* leaf : root_->branches[b]->leaves) {
      const uint64_t here = leaf->count(categories);
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const bool whole = here == leaf->size;  // then none has to be looked at
      for (uint64_t i = whole ? skip : 0; i < leaf->size; ++i) {
        const uint32_t number = leaf->numbers()[i];
        if (!whole) {
          if (!categories.has(rows.category(number))) continue;
          if (skip > 0) {
            --skip;
            continue;
          }
        }
        take(number);
        if (--count == 0) return;
      }
      skip = 0;
    }
  }
}

void Sequence::read_down(const CategorySet& categories, const Rows& rows, uint64_t first,
                         uint64_t count, const Take& take) const {
  if (count == 0) return;
  const uint64_t total = this->count(categories);
  base::check(first < total && root_ != nullptr, within);
  uint64_t skip = total - 1 - first;  // counted from the end
  size_t b = root_->branches.size();
  for (;;) {
    base::check(b > 0, within);
    const uint64_t here = root_->branches[--b]->count(categories);
    if (skip < here) break;
    skip -= here;
  }
  for (;;) {
    const auto& leaves = root_->branches[b]->leaves;
    for (size_t l = leaves.size(); l-- > 0;) {
      const Leaf& leaf = *leaves[l];
      const uint64_t here = leaf.count(categories);
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const bool whole = here == leaf.size;
      for (uint64_t i = leaf.size - (whole ? skip : 0); i-- > 0;) {
        const uint32_t number = leaf.numbers()[i];
        if (!whole) {
          if (!categories.has(rows.category(number))) continue;
          if (skip > 0) {
            --skip;
            continue;
          }
        }
        take(number);
        if (--count == 0) return;
      }
      skip = 0;
    }
    base::check(b-- > 0, within);
  }
}

void Sequence::for_each_leaf(const Visit& visit) const {
  if (root_ == nullptr) return;
  for (const Branch* branch : root_->branches) {
    for (const Leaf* leaf : branch->leaves) visit({leaf->numbers(), leaf->size});
  }
}

Sequence::Position Sequence::end_position() const {
  if (root_ == nullptr) return {};
  const auto& branches = root_->branches;
  const auto& leaves = branches.back()->leaves;
  return {static_cast<uint32_t>(branches.size() - 1), static_cast<uint32_t>(leaves.size() - 1),
          leaves.back()->size, root_->size};
}

void Sequence::sum(const Position& begin, const Position& end, const Rows& rows,
                   const Categories& known, std::vector<Tally>& tallies) const {
  base::check(keeps_ == Keeps::counts_and_sums, "only what keeps sums is asked for them");
  if (begin.rank >= end.rank) return;
  const auto add_numbers = [&](const Leaf& leaf, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; ++i) {
      const Counted one = counted(rows, known, leaf.numbers()[i]);
      tallies[one.slot].add(one);
    }
  };
  for (uint32_t b = begin.branch; b <= end.branch; ++b) {
    const Branch& branch = *root_->branches[b];
    if (b > begin.branch && b < end.branch) {
      for (size_t slot = 0; slot < branch.sums.size(); ++slot) {
        tallies[slot].add(branch.sums[slot]);
      }
      continue;
    }
    const uint32_t first = b == begin.branch ? begin.leaf : 0;
    const auto last = b == end.branch ? end.leaf : static_cast<uint32_t>(branch.leaves.size()) - 1;
    for (uint32_t l = first; l <= last; ++l) {
      const Leaf& leaf = *branch.leaves[l];
      const uint32_t from = b == begin.branch && l == begin.leaf ? begin.offset : 0;
      const uint32_t to = b == end.branch && l == end.leaf ? end.offset : leaf.size;
      add_numbers(leaf, from, to);
    }
  }
}

}  // namespace payoutd::index
