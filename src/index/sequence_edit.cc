// What changes a Sequence: each change copies the root, a branch and a leaf, unless they were born
// in the same edit.
#include "base/check.h"
#include "index/rows.h"
#include "index/sequence_editor.h"

namespace payoutd::index {
namespace {

constexpr uint32_t first_capacity = 8;
constexpr const char* stands_there = "what changes in a sequence stands where its order says";

template <class Element>
Element& at_slot(std::vector<Element>& by_slot, Slot slot) {
  if (by_slot.size() <= slot) by_slot.resize(slot + size_t{1});
  return by_slot[slot];
}

}  // namespace

Counted Sequence::counted(const Rows& rows, const Categories& known, uint32_t number) {
  return {known.slot(rows.category(number)), rows.amount_micro(number), rows.fees_micro(number)};
}

void Sequence::insert(Edit& edit, const Position& at, uint32_t number, const Rows& rows,
                      const Categories& known) {
  SequenceEditor editor(*this, edit);
  const Counted one = counted(rows, known, number);
  Root& root = editor.root();
  Position place = at;
  if (root.branches.empty()) {
    editor.add_branch(Branch::make(edit), known);
    editor.add_leaf(0, 0, first_capacity, known);
  }
  const Leaf* const found = root.branches[place.branch]->leaves[place.leaf];
  if (found->size == Leaf::size_max && place.offset == found->size) {
    // What is added at the end goes on in a new leaf: an order of times grows there.
    editor.add_leaf(place.branch, ++place.leaf, first_capacity, known);
    place.offset = 0;
  } else if (found->size == Leaf::size_max) {
    editor.split_leaf(place, known);
    const uint32_t left = root.branches[place.branch]->leaves[place.leaf]->size;
    if (place.offset > left) {
      place.offset -= left;
      ++place.leaf;
    }
  }
  editor.leaf(place, one.slot, 1).insert(place.offset, number, one.slot);
  editor.count(place, known, one.slot, 1);
  Branch& branch = editor.branch(place.branch);
  ++branch.size;
  if (keeps_ == Keeps::counts_and_sums) at_slot(branch.sums, one.slot).add(one);
  ++root.size;
  if (branch.leaves.size() >= Branch::leaves_max) editor.split_branch(place.branch, rows, known);
}

void Sequence::erase(Edit& edit, const Position& at, uint32_t number, const Counted& counted,
                     const Categories& known) {
  SequenceEditor editor(*this, edit);
  Root& root = editor.root();
  Branch& branch = editor.branch(at.branch);
  Leaf& leaf = editor.leaf(at, counted.slot, 0);
  base::check(at.offset < leaf.size && leaf.numbers()[at.offset] == number, stands_there);
  leaf.erase(at.offset);
  editor.count(at, known, counted.slot, -1);
  --branch.size;
  if (keeps_ == Keeps::counts_and_sums) branch.sums[counted.slot].subtract(counted);
  --root.size;
  editor.tidy(at);
}

void Sequence::recount(Edit& edit, const Position& at, uint32_t number, const Counted& from,
                       const Counted& to, const Categories& known) {
  SequenceEditor editor(*this, edit);
  Branch& branch = editor.branch(at.branch);
  const Leaf& found = *branch.leaves[at.leaf];
  base::check(at.offset < found.size && found.numbers()[at.offset] == number, stands_there);
  if (from.slot != to.slot) {
    editor.leaf(at, to.slot, 0).set_slot(at.offset, to.slot);
    editor.count(at, known, from.slot, -1);
    editor.count(at, known, to.slot, 1);
  }
  if (keeps_ == Keeps::counts_and_sums) {
    branch.sums[from.slot].subtract(from);
    at_slot(branch.sums, to.slot).add(to);
  }
}

Sequence Sequence::build(Edit& edit, std::span<const uint32_t> numbers, const Rows& rows,
                         const Categories& known, Keeps keeps) {
  std::vector<Slot> slots;
  slots.reserve(numbers.size());
  for (const uint32_t number : numbers) slots.push_back(known.slot(rows.category(number)));
  return build(edit, Ordered{numbers, slots}, rows, known, keeps);
}

void Sequence::retire(Edit& edit) {
  if (root_ == nullptr) return;
  SequenceEditor editor(*this, edit);
  for (Branch* branch : root_->branches) {
    if (branch->masks.empty()) {
      for (Leaf* leaf : branch->leaves) editor.retire(leaf);
    }
    branch->counts.retire(edit);
    editor.retire(branch);
  }
  root_->counts.retire(edit);
  editor.retire(root_);
  root_ = nullptr;
}

void Sequence::free_all() {
  if (root_ == nullptr) return;
  for (Branch* branch : root_->branches) {
    if (branch->masks.empty()) {
      for (Leaf* leaf : branch->leaves) ::operator delete(leaf);
    }
    branch->counts.free_all();
    delete branch;
  }
  root_->counts.free_all();
  delete root_;
  root_ = nullptr;
}

}  // namespace payoutd::index
