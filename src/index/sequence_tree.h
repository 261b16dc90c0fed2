// index/sequence_tree.h: the nodes of a Sequence. Private to index/sequence*.
#pragma once

#include <algorithm>
#include <new>

#include "index/sequence.h"
#include "index/sizes.h"

namespace payoutd::index {

// One block of memory: this, then the counts by slot, then the numbers, then the slot of each
// number, in a byte if there are no more slots than that: what filters look at lies together.
struct Sequence::Leaf {
  static constexpr uint32_t size_max = leaf_numbers_max;

  Epoch birth;
  uint32_t size;
  uint16_t capacity;
  uint16_t slots;  // that are counted; a multiple of four

  static bool is_wide(size_t slots) { return slots > narrow_slots_max; }
  static size_t bytes(uint32_t capacity, size_t slots) {
    return sizeof(Leaf) + slots * sizeof(uint16_t) +
           capacity * (sizeof(uint32_t) + (is_wide(slots) ? sizeof(uint16_t) : sizeof(uint8_t)));
  }

  uint16_t* counts() { return reinterpret_cast<uint16_t*>(this + 1); }
  const uint16_t* counts() const { return reinterpret_cast<const uint16_t*>(this + 1); }
  uint32_t* numbers() { return reinterpret_cast<uint32_t*>(counts() + slots); }
  const uint32_t* numbers() const { return reinterpret_cast<const uint32_t*>(counts() + slots); }

  Slot slot_at(uint32_t place) const {
    return is_wide(slots) ? reinterpret_cast<const uint16_t*>(numbers() + capacity)[place]
                          : reinterpret_cast<const uint8_t*>(numbers() + capacity)[place];
  }
  void set_slot(uint32_t place, Slot slot) {
    if (is_wide(slots)) {
      reinterpret_cast<uint16_t*>(numbers() + capacity)[place] = slot;
    } else {
      reinterpret_cast<uint8_t*>(numbers() + capacity)[place] = static_cast<uint8_t>(slot);
    }
  }

  uint64_t count(const CategorySet& categories) const {
    if (categories.all()) return size;
    uint64_t total = 0;
    for (const Slot slot : categories.slots()) total += slot < slots ? counts()[slot] : 0;
    return total;
  }

  // Puts a number there; what stands there and behind moves up.
  void insert(uint32_t place, uint32_t number, Slot slot);
  void erase(uint32_t place);
  // Adds the numbers [begin, end) of another leaf behind its own.
  void append(const Leaf& from, uint32_t begin, uint32_t end);

 private:
  // What stands at `from` and behind.
  void move(uint32_t from, uint32_t to);
};

struct Sequence::Branch {
  static constexpr size_t leaves_max = branch_leaves_max;

  Epoch birth = 0;
  uint64_t size = 0;
  std::vector<Leaf*> leaves;
  std::vector<uint16_t> sizes;   // of the leaves: here they lie together
  std::vector<uint32_t> counts;  // by slot
  std::vector<Tally> sums;       // by slot, if the sequence keeps them
  int64_t noted_bytes = 0;       // that Edit::bytes was told of

  uint64_t count(const CategorySet& categories) const {
    if (categories.all()) return size;
    uint64_t total = 0;
    for (const Slot slot : categories.slots()) total += slot < counts.size() ? counts[slot] : 0;
    return total;
  }
  uint64_t count_leaf(size_t leaf, const CategorySet& categories) const {
    return categories.all() ? sizes[leaf] : leaves[leaf]->count(categories);
  }
  void insert_leaf(size_t place, Leaf* leaf) {
    leaves.insert(leaves.begin() + static_cast<ptrdiff_t>(place), leaf);
    sizes.insert(sizes.begin() + static_cast<ptrdiff_t>(place), static_cast<uint16_t>(leaf->size));
  }
  void erase_leaf(size_t place) {
    leaves.erase(leaves.begin() + static_cast<ptrdiff_t>(place));
    sizes.erase(sizes.begin() + static_cast<ptrdiff_t>(place));
  }
  void replace_leaf(size_t place, Leaf* leaf) {
    leaves[place] = leaf;
    sizes[place] = static_cast<uint16_t>(leaf->size);
  }
  uint32_t first() const { return leaves.front()->numbers()[0]; }
  // Calls take(number) for the numbers at places from `begin` up to `end`.
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
  int64_t bytes() const {
    return static_cast<int64_t>(
        sizeof(Branch) + leaves.capacity() * sizeof(Leaf*) + sizes.capacity() * sizeof(uint16_t) +
        counts.capacity() * sizeof(uint32_t) + sums.capacity() * sizeof(Tally));
  }
};

struct Sequence::Root {
  Epoch birth = 0;
  uint64_t size = 0;
  std::vector<Branch*> branches;
  std::vector<uint64_t> counts;  // by slot
};

template <class Before>
Sequence::Position Sequence::lower_bound(const Before& before) const {
  Position at;
  if (root_ == nullptr) return at;
  // In each level the last child whose first number is before; nothing before the very first one is
  // in the first child as well.
  const auto& branches = root_->branches;
  const auto branch = std::partition_point(branches.begin() + 1, branches.end(),
                                           [&](const Branch* b) { return before(b->first()); });
  at.branch = static_cast<uint32_t>(branch - branches.begin()) - 1;
  for (uint32_t i = 0; i < at.branch; ++i) at.rank += branches[i]->size;
  const auto& leaves = branches[at.branch]->leaves;
  const auto leaf = std::partition_point(leaves.begin() + 1, leaves.end(),
                                         [&](const Leaf* l) { return before(l->numbers()[0]); });
  at.leaf = static_cast<uint32_t>(leaf - leaves.begin()) - 1;
  for (uint32_t i = 0; i < at.leaf; ++i) at.rank += branches[at.branch]->sizes[i];
  const Leaf& in = *leaves[at.leaf];
  const uint32_t* const numbers = in.numbers();
  at.offset =
      static_cast<uint32_t>(std::partition_point(numbers, numbers + in.size, before) - numbers);
  at.rank += at.offset;
  if (at.offset < in.size) return at;
  // What stands at the end of one leaf stands at the beginning of the next, if there is one.
  if (at.leaf + 1 < leaves.size()) return {at.branch, at.leaf + 1, 0, at.rank};
  if (at.branch + 1 < branches.size()) return {at.branch + 1, 0, 0, at.rank};
  return at;
}

}  // namespace payoutd::index
