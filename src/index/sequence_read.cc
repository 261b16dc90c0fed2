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
  return root_ == nullptr ? 0 : root_->total(categories);
}

uint64_t Sequence::count_before(const Position& end, const CategorySet& categories) const {
  if (root_ == nullptr) return 0;
  if (categories.all()) return end.rank;
  const Branch& branch = *root_->branches[end.branch];
  return root_->counts.count_before(categories.rows(), end.branch) +
         branch.counts.count_before(categories.rows(), end.leaf) +
         branch.leaves[end.leaf]->count_before(end.offset, categories);
}

// The slots of a leaf are looked at in stretches: which stretch it is takes no branch for each.
uint64_t Sequence::Leaf::count_before(uint32_t end, const CategorySet& categories) const {
  uint64_t total = 0;
  if (is_wide != 0) {
    for (uint32_t i = 0; i < end; ++i) total += categories.has_one(wide_slots()[i]);
  } else {
    for (uint32_t i = 0; i < end; ++i) total += categories.has_one(narrow_slots()[i]);
  }
  return total;
}

uint32_t Sequence::Leaf::find(uint64_t rank, const CategorySet& categories) const {
  constexpr uint32_t stretch = 32;
  uint32_t place = 0;
  for (; is_wide == 0 && place + stretch <= size; place += stretch) {
    const uint8_t* const slots = narrow_slots() + place;
    uint32_t here = 0;
    for (uint32_t i = 0; i < stretch; ++i) here += categories.has_one(slots[i]);
    if (rank < here) break;
    rank -= here;
  }
  for (;; ++place) {
    if (categories.has(slot_at(place)) && rank-- == 0) return place;
  }
}

// Where the payout of a rank among those of the categories stands.
Sequence::Position Sequence::find(const CategorySet& categories, uint64_t rank) const {
  base::check(root_ != nullptr && rank < root_->total(categories), within);
  Position at;
  at.branch = static_cast<uint32_t>(root_->counts.find(categories.rows(), rank));
  const Branch& branch = *root_->branches[at.branch];
  at.leaf = static_cast<uint32_t>(branch.counts.find(categories.rows(), rank));
  const Leaf& leaf = *branch.leaves[at.leaf];
  at.offset = is_whole(branch, at.leaf, categories) ? static_cast<uint32_t>(rank)
                                                    : leaf.find(rank, categories);
  return at;
}

// Are all of the leaf's payouts of the categories? Then none has to be looked at.
bool Sequence::is_whole(const Branch& branch, uint32_t leaf, const CategorySet& categories) {
  return categories.all() ||
         branch.counts.count(categories.rows(), leaf) == branch.leaves[leaf]->size;
}

void Sequence::read_up(const CategorySet& categories, uint64_t first, uint64_t count,
                       const Take& take) const {
  if (count == 0) return;
  Position at = find(categories, first);
  for (;; ++at.branch, at.leaf = 0, at.offset = 0) {
    base::check(at.branch < root_->branches.size(), within);
    if (root_->counts.count(categories.rows(), at.branch) == 0) continue;
    const Branch& branch = *root_->branches[at.branch];
    for (; at.leaf < branch.leaves.size(); ++at.leaf, at.offset = 0) {
      const uint64_t here = branch.counts.count(categories.rows(), at.leaf);
      if (here == 0) continue;
      const Leaf& leaf = *branch.leaves[at.leaf];
      const bool whole = here == leaf.size;
      for (uint32_t i = at.offset; i < leaf.size; ++i) {
        if (!whole && !categories.has(leaf.slot_at(i))) continue;
        take(leaf.numbers()[i]);
        if (--count == 0) return;
      }
    }
  }
}

void Sequence::read_down(const CategorySet& categories, uint64_t first, uint64_t count,
                         const Take& take) const {
  if (count == 0) return;
  Position at = find(categories, first);
  for (uint32_t end = at.offset + 1;;) {
    const Branch& branch = *root_->branches[at.branch];
    const uint64_t here = branch.counts.count(categories.rows(), at.leaf);
    const Leaf& leaf = *branch.leaves[at.leaf];
    const bool whole = here == leaf.size;
    for (uint32_t i = here == 0 ? 0 : std::min(end, leaf.size); i-- > 0;) {
      if (!whole && !categories.has(leaf.slot_at(i))) continue;
      take(leaf.numbers()[i]);
      if (--count == 0) return;
    }
    end = Leaf::size_max;
    if (at.leaf > 0) {
      --at.leaf;
      continue;
    }
    do {
      base::check(at.branch > 0, within);
    } while (root_->counts.count(categories.rows(), --at.branch) == 0);
    at.leaf = static_cast<uint32_t>(root_->branches[at.branch]->leaves.size()) - 1;
  }
}

void Sequence::for_each_between(const Position& begin, const Position& end,
                                const Visit& visit) const {
  if (begin.rank >= end.rank) return;
  for (Position at = begin; at.branch <= end.branch; ++at.branch, at.leaf = 0) {
    const auto& leaves = root_->branches[at.branch]->leaves;
    for (; at.leaf < leaves.size(); ++at.leaf, at.offset = 0) {
      const bool last = at.branch == end.branch && at.leaf == end.leaf;
      const uint32_t to = last ? end.offset : leaves[at.leaf]->size;
      visit({leaves[at.leaf]->numbers() + at.offset, to - at.offset});
      if (last) return;
    }
  }
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
