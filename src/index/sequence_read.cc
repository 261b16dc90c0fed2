#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "base/check.h"
#include "index/rows.h"
#include "index/sequence.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr const char* within = "a rank lies within its sequence";
constexpr uint32_t stretch = matched_places;

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
         branch.count_before(end.leaf, end.offset, categories);
}

uint64_t Sequence::Leaf::match(uint32_t begin, uint32_t end, const CategorySet& categories) const {
  if (categories.all()) return ~uint64_t{0} >> (64 - (end - begin));
  return is_wide != 0 ? categories.match(std::span(wide_slots() + begin, end - begin))
                      : categories.match(std::span(narrow_slots() + begin, end - begin));
}

uint64_t Sequence::Branch::count_before(uint32_t leaf, uint32_t end,
                                        const CategorySet& categories) const {
  uint64_t total = 0;
  for (uint32_t place = 0; place < end; place += stretch) {
    const uint64_t here = match(leaf, place, std::min(end, place + stretch), categories);
    total += static_cast<uint64_t>(std::popcount(here));
  }
  return total;
}

uint32_t Sequence::Branch::find(uint32_t leaf, uint64_t rank, const CategorySet& categories) const {
  const uint32_t end = leaves[leaf]->size;
  for (uint32_t place = 0;; place += stretch) {
    base::check(place < end, within);
    uint64_t here = match(leaf, place, std::min(end, place + stretch), categories);
    const auto count = static_cast<uint64_t>(std::popcount(here));
    if (rank >= count) {
      rank -= count;
      continue;
    }
    for (; rank > 0; --rank) here &= here - 1;
    return place + static_cast<uint32_t>(std::countr_zero(here));
  }
}

// Where the payout of a rank among those of the categories stands.
Sequence::Position Sequence::find(const CategorySet& categories, uint64_t rank) const {
  base::check(root_ != nullptr && rank < root_->total(categories), within);
  Position at;
  at.branch = static_cast<uint32_t>(root_->counts.find(categories.rows(), rank));
  const Branch& branch = *root_->branches[at.branch];
  at.leaf = static_cast<uint32_t>(branch.counts.find(categories.rows(), rank));
  at.offset = branch.is_whole(at.leaf, categories) ? static_cast<uint32_t>(rank)
                                                   : branch.find(at.leaf, rank, categories);
  return at;
}

void Sequence::read_up(const CategorySet& categories, uint64_t first, uint64_t count,
                       const Take& take) const {
  if (count == 0) return;
  static const CategorySet all;
  Position at = find(categories, first);
  for (;; ++at.branch, at.leaf = 0, at.offset = 0) {
    base::check(at.branch < root_->branches.size(), within);
    if (root_->counts.count(categories.rows(), at.branch) == 0) continue;
    const Branch& branch = *root_->branches[at.branch];
    for (; at.leaf < branch.leaves.size(); ++at.leaf, at.offset = 0) {
      const uint64_t here = branch.counts.count(categories.rows(), at.leaf);
      if (here == 0) continue;
      const Leaf& leaf = *branch.leaves[at.leaf];
      const CategorySet& wanted = here == leaf.size ? all : categories;
      for (uint32_t begin = at.offset; begin < leaf.size; begin += stretch) {
        const uint32_t end = std::min(leaf.size, begin + stretch);
        uint64_t matching = branch.match(at.leaf, begin, end, wanted);
        for (; matching != 0; matching &= matching - 1) {
          take(leaf.numbers()[begin + static_cast<uint32_t>(std::countr_zero(matching))]);
          if (--count == 0) return;
        }
      }
    }
  }
}

void Sequence::read_down(const CategorySet& categories, uint64_t first, uint64_t count,
                         const Take& take) const {
  if (count == 0) return;
  static const CategorySet all;
  Position at = find(categories, first);
  for (uint32_t end = at.offset + 1;;) {
    const Branch& branch = *root_->branches[at.branch];
    const uint64_t here = branch.counts.count(categories.rows(), at.leaf);
    const Leaf& leaf = *branch.leaves[at.leaf];
    const CategorySet& wanted = here == leaf.size ? all : categories;
    for (end = here == 0 ? 0 : std::min(end, leaf.size); end > 0;) {
      const uint32_t begin = end - std::min(end, stretch);
      uint64_t matching = branch.match(at.leaf, begin, end, wanted);
      while (matching != 0) {
        const auto last = static_cast<uint32_t>(std::bit_width(matching)) - 1;
        take(leaf.numbers()[begin + last]);
        if (--count == 0) return;
        matching ^= uint64_t{1} << last;
      }
      end = begin;
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

// What is shown at the places of a leaf from a position on up to `end`.
void Sequence::visit_shown(const Branch& branch, const Position& begin, uint32_t end,
                           const Visit& visit) {
  const uint32_t* const numbers = branch.leaves[begin.leaf]->numbers();
  std::array<uint32_t, leaf_numbers_max> shown;
  size_t count = 0;
  for (uint32_t place = begin.offset; place < end; place += stretch) {
    uint64_t here = branch.match(begin.leaf, place, std::min(end, place + stretch), {});
    for (; here != 0; here &= here - 1) {
      shown[count++] = numbers[place + static_cast<uint32_t>(std::countr_zero(here))];
    }
  }
  if (count > 0) visit(std::span(shown).first(count));
}

void Sequence::for_each_between(const Position& begin, const Position& end,
                                const Visit& visit) const {
  if (begin.rank >= end.rank) return;
  for (Position at = begin; at.branch <= end.branch; ++at.branch, at.leaf = 0) {
    const Branch& branch = *root_->branches[at.branch];
    for (; at.leaf < branch.leaves.size(); ++at.leaf, at.offset = 0) {
      const bool last = at.branch == end.branch && at.leaf == end.leaf;
      const Leaf& leaf = *branch.leaves[at.leaf];
      const uint32_t to = last ? end.offset : leaf.size;
      if (branch.masks.empty()) {
        visit({leaf.numbers() + at.offset, to - at.offset});
      } else {
        visit_shown(branch, at, to, visit);
      }
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
