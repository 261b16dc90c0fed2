// index/sequence_tree.h: the nodes of a Sequence. Private to index/sequence*.
#pragma once

#include <algorithm>
#include <array>
#include <new>

#include "index/bitset.h"
#include "index/count_rows.h"
#include "index/sequence.h"
#include "index/sizes.h"

namespace payoutd::index {

// One block of memory: this, then the numbers, then the slot of each, in a byte if there are no
// more slots than that.
struct Sequence::Leaf {
  static constexpr uint32_t size_max = leaf_numbers_max;

  Epoch birth;
  uint32_t size;
  uint16_t capacity;
  uint16_t is_wide;  // two bytes for each slot

  // An empty one.
  static Leaf* make(Edit& edit, uint32_t capacity, bool wide);

  static bool takes_wide(size_t slots) { return slots > narrow_slots_max; }
  static size_t bytes(uint32_t capacity, bool wide) {
    return sizeof(Leaf) +
           capacity * (sizeof(uint32_t) + (wide ? sizeof(uint16_t) : sizeof(uint8_t)));
  }

  uint32_t* numbers() { return reinterpret_cast<uint32_t*>(this + 1); }
  const uint32_t* numbers() const { return reinterpret_cast<const uint32_t*>(this + 1); }

  Slot slot_at(uint32_t place) const {
    return is_wide != 0 ? wide_slots()[place] : narrow_slots()[place];
  }
  void set_slot(uint32_t place, Slot slot) {
    if (is_wide != 0) {
      const_cast<uint16_t*>(wide_slots())[place] = slot;
    } else {
      const_cast<uint8_t*>(narrow_slots())[place] = static_cast<uint8_t>(slot);
    }
  }
  const uint8_t* narrow_slots() const {
    return reinterpret_cast<const uint8_t*>(numbers() + capacity);
  }
  const uint16_t* wide_slots() const {
    return reinterpret_cast<const uint16_t*>(numbers() + capacity);
  }

  // A bit for each place of [begin, end), one to 64 of them, the first one's the lowest: is there
  // one of the categories?
  uint64_t match(uint32_t begin, uint32_t end, const CategorySet& categories) const;

  // Puts a number there; what stands there and behind moves up.
  void insert(uint32_t place, uint32_t number, Slot slot);
  void erase(uint32_t place);
  // Adds the numbers [begin, end) of another leaf behind its own.
  void append(const Leaf& from, uint32_t begin, uint32_t end);

 private:
  // What stands at `from` and behind.
  void move(uint32_t from, uint32_t to);
};

// Which places of a leaf a sequence shows, a bit each.
struct Sequence::Mask {
  // Two at least, which bits_of() may look at.
  std::array<uint64_t, std::max<size_t>((leaf_numbers_max + 63) / 64, 2)> words{};

  // Of the places [begin, end), one to 64 of them, the first one's the lowest.
  uint64_t bits(uint32_t begin, uint32_t end) const { return bits_of(words.data(), begin, end); }
};

struct Sequence::Branch {
  static constexpr size_t leaves_max = branch_leaves_max;

  Epoch birth = 0;
  uint64_t size = 0;
  std::vector<Leaf*> leaves;
  // Empty, or of each leaf what is shown of it: then the leaves are those of a branch of another
  // sequence, `of`, and belong to that.
  std::vector<Mask> masks;
  const Branch* of = nullptr;
  const Branch* was = nullptr;  // in the edit in which it was copied: what from
  CountRows<uint16_t> counts;   // of the leaves
  std::vector<Tally> sums;      // by slot, if the sequence keeps them
  int64_t noted_bytes = 0;      // that Edit::bytes was told of

  static Branch* make(Edit& edit);
  // Tells of its bytes, once it has them.
  void note_bytes(Edit& edit);

  uint32_t first() const { return leaves.front()->numbers()[0]; }

  // A bit for each place [begin, end) of a leaf, one to 64 of them, the first one's the lowest: is
  // it shown, and of one of the categories?
  uint64_t match(uint32_t leaf, uint32_t begin, uint32_t end, const CategorySet& categories) const {
    const uint64_t matching = leaves[leaf]->match(begin, end, categories);
    return masks.empty() ? matching : matching & masks[leaf].bits(begin, end);
  }
  // How many such there are at the places of a leaf before `end`.
  uint64_t count_before(uint32_t leaf, uint32_t end, const CategorySet& categories) const;
  // The place in a leaf of a rank among them; there must be more.
  uint32_t find(uint32_t leaf, uint64_t rank, const CategorySet& categories) const;
  // Are all of the leaf's numbers such? Then none has to be looked at.
  bool is_whole(uint32_t leaf, const CategorySet& categories) const {
    return (categories.all() && masks.empty()) ||
           counts.count(categories.rows(), leaf) == leaves[leaf]->size;
  }

  // Calls take(number) for the numbers at places from `begin` up to `end`. Not with masks.
  template <class Take>
  void for_each_between(uint64_t begin, uint64_t end, const Take& take) const {
    uint64_t before = 0;
    for (const Leaf* leaf : leaves) {
      if (before >= end) return;
      const uint64_t from = std::clamp(begin, before, before + leaf->size) - before;
      const uint64_t to = std::clamp(end, before, before + leaf->size) - before;
      for (uint64_t i = from; i < to; ++i) take(leaf->numbers()[i]);
      before += leaf->size;
    }
  }
  // Without its counts, which tell of themselves.
  int64_t bytes() const {
    return static_cast<int64_t>(sizeof(Branch) + leaves.capacity() * sizeof(Leaf*) +
                                masks.capacity() * sizeof(Mask) + sums.capacity() * sizeof(Tally));
  }
};

struct Sequence::Root {
  Epoch birth = 0;
  uint64_t size = 0;
  std::vector<Branch*> branches;
  CountRows<uint32_t> counts;    // of the branches
  std::vector<uint64_t> totals;  // by row

  uint64_t total(const CategorySet& categories) const {
    uint64_t total = 0;
    for (const CountRow row : categories.rows()) total += row < totals.size() ? totals[row] : 0;
    return total;
  }
  void add_to_total(CountRow row, int64_t difference) {
    if (totals.size() <= row) totals.resize(row + size_t{1});
    totals[row] += static_cast<uint64_t>(difference);
  }
};

template <class Before>
Sequence::Position Sequence::lower_bound(const Before& before) const {
  Position at;
  if (root_ == nullptr) return at;
  // In each level the last child whose first number is before; nothing before the very first one is
  // in the first child as well.
  constexpr std::array all = {all_payouts};
  const auto& branches = root_->branches;
  const auto branch = std::partition_point(branches.begin() + 1, branches.end(),
                                           [&](const Branch* b) { return before(b->first()); });
  at.branch = static_cast<uint32_t>(branch - branches.begin()) - 1;
  at.rank = root_->counts.count_before(all, at.branch);
  const auto& leaves = branches[at.branch]->leaves;
  const auto leaf = std::partition_point(leaves.begin() + 1, leaves.end(),
                                         [&](const Leaf* l) { return before(l->numbers()[0]); });
  at.leaf = static_cast<uint32_t>(leaf - leaves.begin()) - 1;
  const Branch& above = *branches[at.branch];
  at.rank += above.counts.count_before(all, at.leaf);
  const Leaf& in = *leaves[at.leaf];
  const uint32_t* const numbers = in.numbers();
  at.offset =
      static_cast<uint32_t>(std::partition_point(numbers, numbers + in.size, before) - numbers);
  at.rank += above.masks.empty() ? at.offset : above.count_before(at.leaf, at.offset, {});
  if (at.offset < in.size) return at;
  // What stands at the end of one leaf stands at the beginning of the next, if there is one.
  if (at.leaf + 1 < leaves.size()) return {at.branch, at.leaf + 1, 0, at.rank};
  if (at.branch + 1 < branches.size()) return {at.branch + 1, 0, 0, at.rank};
  return at;
}

}  // namespace payoutd::index
