// What changes a Sequence: each change copies the root, a branch and a leaf, unless they were born
// in the same edit.
#include <cstring>

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
    root.branches.push_back(editor.make_branch());
    root.branches[0]->insert_leaf(0, editor.make_leaf(first_capacity, known.size()));
  }
  const Leaf* const found = root.branches[place.branch]->leaves[place.leaf];
  if (found->size == Leaf::size_max && place.offset == found->size) {
    // What is added at the end goes on in a new leaf: an order of times grows there.
    Branch& branch = editor.branch(place.branch);
    branch.insert_leaf(++place.leaf, editor.make_leaf(first_capacity, known.size()));
    place.offset = 0;
  } else if (found->size == Leaf::size_max) {
    editor.split_leaf(place);
    const uint32_t left = root.branches[place.branch]->leaves[place.leaf]->size;
    if (place.offset > left) {
      place.offset -= left;
      ++place.leaf;
    }
  }
  Leaf& leaf = editor.leaf(place, one.slot);
  leaf.insert(place.offset, number, one.slot);
  Branch& branch = editor.branch(place.branch);
  ++branch.size;
  ++branch.sizes[place.leaf];
  ++at_slot(branch.counts, one.slot);
  if (keeps_ == Keeps::counts_and_sums) at_slot(branch.sums, one.slot).add(one);
  ++root.size;
  ++at_slot(root.counts, one.slot);
  if (branch.leaves.size() >= Branch::leaves_max) editor.split_branch(place.branch, rows, known);
}

void Sequence::erase(Edit& edit, const Position& at, uint32_t number, const Counted& counted) {
  SequenceEditor editor(*this, edit);
  Root& root = editor.root();
  Branch& branch = editor.branch(at.branch);
  Leaf& leaf = editor.leaf(at, counted.slot);
  base::check(at.offset < leaf.size && leaf.numbers()[at.offset] == number, stands_there);
  leaf.erase(at.offset);
  --branch.size;
  --branch.sizes[at.leaf];
  --branch.counts[counted.slot];
  if (keeps_ == Keeps::counts_and_sums) branch.sums[counted.slot].subtract(counted);
  --root.size;
  --root.counts[counted.slot];
  editor.tidy(at);
}

void Sequence::recount(Edit& edit, const Position& at, uint32_t number, const Counted& from,
                       const Counted& to) {
  SequenceEditor editor(*this, edit);
  const Leaf& found = *editor.branch(at.branch).leaves[at.leaf];
  base::check(at.offset < found.size && found.numbers()[at.offset] == number, stands_there);
  if (from.slot != to.slot) {
    Leaf& leaf = editor.leaf(at, to.slot);
    leaf.set_slot(at.offset, to.slot);
    --leaf.counts()[from.slot];
    ++leaf.counts()[to.slot];
  }
  Branch& branch = editor.branch(at.branch);
  --branch.counts[from.slot];
  ++at_slot(branch.counts, to.slot);
  if (keeps_ == Keeps::counts_and_sums) {
    branch.sums[from.slot].subtract(from);
    at_slot(branch.sums, to.slot).add(to);
  }
  Root& root = editor.root();
  --root.counts[from.slot];
  ++at_slot(root.counts, to.slot);
}

Sequence Sequence::build(Edit& edit, std::span<const uint32_t> numbers, const Rows& rows,
                         const Categories& known, Keeps keeps) {
  Sequence sequence(keeps);
  if (numbers.empty()) return sequence;
  SequenceEditor editor(sequence, edit);
  Root& root = editor.root();
  root.size = numbers.size();
  root.counts.resize(known.size());
  constexpr size_t branch_numbers = Branch::leaves_max / 2 * Leaf::size_max;
  for (size_t begin = 0; begin < numbers.size(); begin += branch_numbers) {
    Branch* const branch = editor.make_branch();
    root.branches.push_back(branch);
    const size_t end = std::min(numbers.size(), begin + branch_numbers);
    branch->size = end - begin;
    branch->counts.resize(known.size());
    if (keeps == Keeps::counts_and_sums) branch->sums.resize(known.size());
    branch->leaves.reserve((end - begin + Leaf::size_max - 1) / Leaf::size_max);
    for (size_t at = begin; at < end; at += Leaf::size_max) {
      Leaf* const leaf = editor.make_leaf(
          static_cast<uint32_t>(std::min<size_t>(Leaf::size_max, end - at)), known.size());
      leaf->size = leaf->capacity;
      std::memcpy(leaf->numbers(), numbers.data() + at, leaf->size * sizeof(uint32_t));
      for (uint32_t i = 0; i < leaf->size; ++i) {
        const uint32_t number = leaf->numbers()[i];
        const Slot slot = known.slot(rows.category(number));
        leaf->set_slot(i, slot);
        ++leaf->counts()[slot];
        if (keeps == Keeps::counts_and_sums) {
          branch->sums[slot].add(Counted{slot, rows.amount_micro(number), rows.fees_micro(number)});
        }
      }
      branch->insert_leaf(branch->leaves.size(), leaf);
      for (size_t slot = 0; slot < known.size(); ++slot) {
        branch->counts[slot] += leaf->counts()[slot];
      }
    }
    for (size_t slot = 0; slot < known.size(); ++slot) root.counts[slot] += branch->counts[slot];
    editor.note_bytes(*branch);
  }
  return sequence;
}

void Sequence::retire(Edit& edit) {
  if (root_ == nullptr) return;
  SequenceEditor editor(*this, edit);
  for (Branch* branch : root_->branches) {
    for (Leaf* leaf : branch->leaves) editor.retire(leaf);
    editor.retire(branch);
  }
  editor.retire(root_);
  root_ = nullptr;
}

void Sequence::free_all() {
  if (root_ == nullptr) return;
  for (const Branch* branch : root_->branches) {
    for (Leaf* leaf : branch->leaves) ::operator delete(leaf);
    delete branch;
  }
  delete root_;
  root_ = nullptr;
}

}  // namespace payoutd::index
