// index/sequence_editor.h: the path to a place in a Sequence, in nodes that may be written. Private
// to index/sequence*.
#pragma once

#include "index/sequence.h"

namespace payoutd::index {

// Copies nodes that readers may see, and retires what it has copied.
class SequenceEditor {
 public:
  using Leaf = Sequence::Leaf;
  using Mask = Sequence::Mask;
  using Branch = Sequence::Branch;
  using Root = Sequence::Root;

  SequenceEditor(Sequence& sequence, Edit& edit) : sequence_(sequence), edit_(edit) {}

  Root& root();
  Branch& branch(uint32_t place);
  // With room for so many numbers more, one at most, and for `slot`.
  Leaf& leaf(const Sequence::Position& at, Slot slot, uint32_t room);

  // Puts one that nobody has yet at a place, or behind all others.
  void insert_branch(Branch* branch, uint32_t place, const Categories& known);
  void add_branch(Branch* branch, const Categories& known);
  // An empty one in a branch that may be written.
  void add_leaf(uint32_t branch, uint32_t place, uint32_t capacity, const Categories& known);

  // One payout of the slot more, or less (difference -1), in the leaf: counts only.
  void count(const Sequence::Position& at, const Categories& known, Slot slot, int64_t difference);

  // The leaf, which is full, becomes two.
  void split_leaf(const Sequence::Position& at, const Categories& known);
  void split_branch(uint32_t place, const Rows& rows, const Categories& known);
  // After a number has left a leaf: empty nodes go, small leaves join their neighbour.
  void tidy(const Sequence::Position& at);

  void retire(Leaf* leaf);
  // Without their counts, which copies of them may share.
  void retire(Branch* branch);
  void retire(Root* root);

 private:
  void join_next(Branch& branch, uint32_t leaf);

  Sequence& sequence_;
  Edit& edit_;
};

}  // namespace payoutd::index
