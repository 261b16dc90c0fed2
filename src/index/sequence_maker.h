// index/sequence_maker.h: makes a Sequence of payouts that come in their order, leaf by leaf.
// Private to the index.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "index/sequence.h"
#include "index/sizes.h"

namespace payoutd::index {

class Bitset;

// Used by one thread; several may each make a part of one sequence.
class SequenceMaker {
 public:
  // What is referred to must outlive it. `size_about`: how many payouts will come, roughly.
  SequenceMaker(Edit& edit, const Rows& rows, const Categories& known, Sequence::Keeps keeps,
                uint64_t size_about);

  // Those that come next, and the slot of each.
  void add(std::span<const uint32_t> numbers, std::span<const Slot> slots);

  // Those of a leaf that are kept.
  void add_kept(const Sequence::Leaf& leaf, const Bitset& kept);
  // No more come.
  void end();
  // Puts all that came behind what is in the sequence already.
  void move_to(Edit& edit, Sequence& sequence);

 private:
  using Leaf = Sequence::Leaf;
  using Branch = Sequence::Branch;

  void end_leaf();
  void end_branch();

  Edit& edit_;
  const Rows& rows_;
  const Categories& known_;
  const Sequence::Keeps keeps_;
  const size_t leaves_about_;

  // The leaf to come.
  std::array<uint32_t, leaf_numbers_max> numbers_;
  std::array<Slot, leaf_numbers_max> slots_;
  uint32_t length_ = 0;

  Branch* branch_ = nullptr;  // not yet in branches_
  std::vector<Branch*> branches_;
  std::vector<uint32_t> by_row_;  // of a leaf
};

}  // namespace payoutd::index
