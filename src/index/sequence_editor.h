// index/sequence_editor.h: the path to a place in a Sequence, in nodes that may be written. Private
// to index/sequence*.
#pragma once

#include "index/sequence.h"

namespace payoutd::index {

// Copies nodes that readers may see, and retires what it has copied.
class SequenceEditor {
 public:
  using Leaf = Sequence::Leaf;
  using Branch = Sequence::Branch;
  using Root = Sequence::Root;

  SequenceEditor(Sequence& sequence, Edit& edit) : sequence_(sequence), edit_(edit) {}

  Root& root();
  Branch& branch(uint32_t place);
  // With room for one number more and a count for `slot`.
  Leaf& leaf(const Sequence::Position& at, Slot slot);

  // An empty one.
  Leaf* make_leaf(uint32_t capacity, size_t slots);
  Branch* make_branch();
  void note_bytes(Branch& branch);

  // The leaf, which is full, becomes two.
  void split_leaf(const Sequence::Position& at);
  void split_branch(uint32_t place, const Rows& rows, const Categories& known);
  // After a number has left a leaf: empty nodes go, small leaves join their neighbour.
  void tidy(const Sequence::Position& at);

  void retire(Leaf* leaf);
  void retire(Branch* branch);
  void retire(Root* root);

 private:
  void join_next(Branch& branch, uint32_t leaf);

  Sequence& sequence_;
  Edit& edit_;
};

}  // namespace payoutd::index
