#include <algorithm>

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

uint64_t Sequence::count_before(const Position& end, const CategorySet& categories) const {
  if (root_ == nullptr) return 0;
  if (categories.all()) return end.rank;
  uint64_t total = 0;
  for (uint32_t i = 0; i < end.branch; ++i) total += root_->branches[i]->count(categories);
  const Branch& branch = *root_->branches[end.branch];
  for (uint32_t i = 0; i < end.leaf; ++i) total += branch.count_leaf(i, categories);
  const Leaf& leaf = *branch.leaves[end.leaf];
  for (uint32_t i = 0; i < end.offset; ++i) {
    if (categories.has(leaf.slot_at(i))) ++total;
  }
  return total;
}

void Sequence::read_up(const CategorySet& categories, uint64_t first, uint64_t count,
                       const Take& take) const {
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
    const Branch& branch = *root_->branches[b];
    for (size_t l = 0; l < branch.leaves.size(); ++l) {
      const uint64_t here = branch.count_leaf(l, categories);
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const Leaf* const leaf = branch.leaves[l];
      const bool whole = here == leaf->size;  // then none has to be looked at
      for (auto i = static_cast<uint32_t>(whole ? skip : 0); i < leaf->size; ++i) {
        if (!whole) {
          if (!categories.has(leaf->slot_at(i))) continue;
          if (skip > 0) {
            --skip;
            continue;
          }
        }
        take(leaf->numbers()[i]);
        if (--count == 0) return;
      }
      skip = 0;
    }
  }
}

void Sequence::read_down(const CategorySet& categories, uint64_t first, uint64_t count,
                         const Take& take) const {
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
    const Branch& branch = *root_->branches[b];
    for (size_t l = branch.leaves.size(); l-- > 0;) {
      const uint64_t here = branch.count_leaf(l, categories);
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const Leaf& leaf = *branch.leaves[l];
      const bool whole = here == leaf.size;
      for (auto i = static_cast<uint32_t>(leaf.size - (whole ? skip : 0)); i-- > 0;) {
        if (!whole) {
          if (!categories.has(leaf.slot_at(i))) continue;
          if (skip > 0) {
            --skip;
            continue;
          }
        }
        take(leaf.numbers()[i]);
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

// What a whole branch comes to is known; of a part the smaller side is looked at.
void Sequence::sum(const Position& begin, const Position& end, const Rows& rows,
                   const Categories& known, std::vector<Tally>& tallies) const {
  base::check(keeps_ == Keeps::counts_and_sums, "only what keeps sums is asked for them");
  if (begin.rank >= end.rank) return;
  uint64_t before = 0;
  for (const Branch* branch : root_->branches) {
    const uint64_t from = std::clamp(begin.rank, before, before + branch->size) - before;
    const uint64_t to = std::clamp(end.rank, before, before + branch->size) - before;
    before += branch->size;
    if (from == to) continue;
    const auto for_each = [&](uint64_t first, uint64_t last, const auto& take) {
      branch->for_each_between(first, last, [&](uint32_t number) {
        const Counted one = counted(rows, known, number);
        take(tallies[one.slot], one);
      });
    };
    if (to - from <= branch->size / 2) {
      for_each(from, to, [](Tally& tally, const Counted& one) { tally.add(one); });
      continue;
    }
    for (size_t slot = 0; slot < branch->sums.size(); ++slot) {
      tallies[slot].add(branch->sums[slot]);
    }
    const auto subtract = [](Tally& tally, const Counted& one) { tally.subtract(one); };
    for_each(0, from, subtract);
    for_each(to, branch->size, subtract);
  }
}

}  // namespace payoutd::index
