#include "index/sequence_editor.h"

#include <cstring>
#include <utility>

#include "base/check.h"
#include "index/rows.h"

namespace payoutd::index {
namespace {

// A leaf below the one size joins its neighbour if both together are below the other.
constexpr uint32_t small_leaf = leaf_numbers_max / 4;
constexpr uint32_t joined_leaf = leaf_numbers_max / 4 * 3;

}  // namespace

Sequence::Leaf* Sequence::Leaf::make(Edit& edit, uint32_t capacity, bool wide) {
  capacity = std::min(capacity, size_max);
  auto* const leaf = static_cast<Leaf*>(::operator new(bytes(capacity, wide)));
  edit.bytes += static_cast<int64_t>(bytes(capacity, wide));
  leaf->birth = edit.birth;
  leaf->size = 0;
  leaf->capacity = static_cast<uint16_t>(capacity);
  leaf->is_wide = wide ? 1 : 0;
  return leaf;
}

Sequence::Branch* Sequence::Branch::make(Edit& edit) {
  auto* const branch = new Branch;
  branch->birth = edit.birth;
  return branch;
}

void Sequence::Branch::note_bytes(Edit& edit) {
  noted_bytes = bytes();
  edit.bytes += noted_bytes;
}

void Sequence::Leaf::move(uint32_t from, uint32_t to) {
  const size_t count = size - from;
  std::memmove(numbers() + to, numbers() + from, count * sizeof(uint32_t));
  const size_t width = is_wide != 0 ? sizeof(uint16_t) : sizeof(uint8_t);
  char* const kept_slots = reinterpret_cast<char*>(numbers() + capacity);
  std::memmove(kept_slots + to * width, kept_slots + from * width, count * width);
}

void Sequence::Leaf::insert(uint32_t place, uint32_t number, Slot slot) {
  move(place, place + 1);
  numbers()[place] = number;
  set_slot(place, slot);
  ++size;
}

void Sequence::Leaf::erase(uint32_t place) {
  move(place + 1, place);
  --size;
}

void Sequence::Leaf::append(const Leaf& from, uint32_t begin, uint32_t end) {
  std::memcpy(numbers() + size, from.numbers() + begin, (end - begin) * sizeof(uint32_t));
  for (uint32_t i = begin; i < end; ++i) set_slot(size++, from.slot_at(i));
}

SequenceEditor::Root& SequenceEditor::root() {
  Root*& root = sequence_.root_;
  if (root == nullptr) {
    root = new Root{.birth = edit_.birth, .size = 0, .branches = {}, .counts = {}, .totals = {}};
  } else if (!edit_.may_write(root->birth)) {
    retire(root);
    root = new Root(*root);
    root->birth = edit_.birth;
  }
  return *root;
}

SequenceEditor::Branch& SequenceEditor::branch(uint32_t place) {
  Branch*& branch = root().branches[place];
  if (!edit_.may_write(branch->birth)) {
    retire(branch);
    const Branch* const was = branch;
    branch = new Branch(*was);
    branch->birth = edit_.birth;
    branch->was = was;
    branch->note_bytes(edit_);
  }
  return *branch;
}

void SequenceEditor::add_branch(Branch* branch, const Categories& known) {
  insert_branch(branch, static_cast<uint32_t>(root().branches.size()), known);
}

void SequenceEditor::insert_branch(Branch* branch, uint32_t place, const Categories& known) {
  Root& root = this->root();
  root.branches.insert(root.branches.begin() + place, branch);
  root.counts.insert(edit_, place);
  for (CountRow row = 0; row < known.row_count(); ++row) {
    const auto total = static_cast<int64_t>(branch->counts.total(row));
    if (total == 0) continue;
    root.counts.add(edit_, row, place, total);
    root.add_to_total(row, total);
  }
  root.size += branch->size;
}

void SequenceEditor::add_leaf(uint32_t branch, uint32_t place, uint32_t capacity,
                              const Categories& known) {
  Branch& in = this->branch(branch);
  in.counts.insert(edit_, place);
  in.leaves.insert(in.leaves.begin() + place,
                   Leaf::make(edit_, capacity, Leaf::takes_wide(known.size())));
}

SequenceEditor::Leaf& SequenceEditor::leaf(const Sequence::Position& at, Slot slot, uint32_t room) {
  base::check(branch(at.branch).masks.empty(), "a mask is changed by following its sequence");
  Leaf*& leaf = branch(at.branch).leaves[at.leaf];
  const bool wide = leaf->is_wide != 0 || Leaf::takes_wide(slot + size_t{1});
  const bool is_full = leaf->size + room > leaf->capacity;
  if (!edit_.may_write(leaf->birth) || is_full || wide != (leaf->is_wide != 0)) {
    Leaf* const old = leaf;
    leaf = Leaf::make(edit_, is_full ? old->size + leaf_slack : old->capacity, wide);
    leaf->append(*old, 0, old->size);
    retire(old);
  }
  return *leaf;
}

void SequenceEditor::count(const Sequence::Position& at, const Categories& known, Slot slot,
                           int64_t difference) {
  Root& root = this->root();
  Branch& branch = this->branch(at.branch);
  for (const CountRow row : known.rows(slot)) {
    root.add_to_total(row, difference);
    root.counts.add(edit_, row, at.branch, difference);
    branch.counts.add(edit_, row, at.leaf, difference);
  }
}

void SequenceEditor::split_leaf(const Sequence::Position& at, const Categories& known) {
  Branch& branch = this->branch(at.branch);
  Leaf* const old = branch.leaves[at.leaf];
  const auto part_of = [&](uint32_t begin, uint32_t end) {
    Leaf* const part = Leaf::make(edit_, end - begin + leaf_slack, old->is_wide != 0);
    part->append(*old, begin, end);
    return part;
  };
  const uint32_t middle = old->size / 2;
  branch.leaves[at.leaf] = part_of(0, middle);
  branch.leaves.insert(branch.leaves.begin() + at.leaf + 1, part_of(middle, old->size));
  branch.counts.insert(edit_, at.leaf + size_t{1});
  for (uint32_t i = middle; i < old->size; ++i) {
    for (const CountRow row : known.rows(old->slot_at(i))) {
      branch.counts.add(edit_, row, at.leaf, -1);
      branch.counts.add(edit_, row, at.leaf + size_t{1}, 1);
    }
  }
  retire(old);
}

void SequenceEditor::split_branch(uint32_t place, const Rows& rows, const Categories& known) {
  Branch& left = branch(place);
  Branch* const right = Branch::make(edit_);
  const auto middle = static_cast<uint32_t>(left.leaves.size() / 2);
  right->leaves.assign(left.leaves.begin() + middle, left.leaves.end());
  left.leaves.resize(middle);
  CountRows<uint16_t> both = std::exchange(left.counts, {});
  left.counts = both.part(edit_, 0, middle);
  right->counts = both.part(edit_, middle, both.children());
  both.retire(edit_);
  Root& root = this->root();
  root.counts.insert(edit_, place + size_t{1});
  for (CountRow row = 0; row < known.row_count(); ++row) {
    const auto moved = static_cast<int64_t>(right->counts.total(row));
    if (moved == 0) continue;
    root.counts.add(edit_, row, place, -moved);
    root.counts.add(edit_, row, place + size_t{1}, moved);
  }
  right->size = right->counts.total(all_payouts);
  left.size -= right->size;
  if (!left.sums.empty()) {
    right->sums.resize(left.sums.size());
    right->for_each_between(0, right->size, [&](uint32_t number) {
      const Counted one = Sequence::counted(rows, known, number);
      right->sums[one.slot].add(one);
    });
    for (size_t slot = 0; slot < left.sums.size(); ++slot)
      left.sums[slot].subtract(right->sums[slot]);
  }
  right->note_bytes(edit_);
  root.branches.insert(root.branches.begin() + place + 1, right);
}

void SequenceEditor::tidy(const Sequence::Position& at) {
  Branch& branch = this->branch(at.branch);
  Leaf* const leaf = branch.leaves[at.leaf];
  if (leaf->size == 0) {
    branch.leaves.erase(branch.leaves.begin() + at.leaf);
    branch.counts.erase(edit_, at.leaf);
    retire(leaf);
  } else if (leaf->size < small_leaf) {
    const auto& leaves = branch.leaves;
    if (at.leaf + 1 < leaves.size() && leaf->size + leaves[at.leaf + 1]->size <= joined_leaf) {
      join_next(branch, at.leaf);
    } else if (at.leaf > 0 && leaf->size + leaves[at.leaf - 1]->size <= joined_leaf) {
      join_next(branch, at.leaf - 1);
    }
  }
  if (!branch.leaves.empty()) return;
  Root& root = this->root();
  root.branches.erase(root.branches.begin() + at.branch);
  root.counts.erase(edit_, at.branch);
  branch.counts.retire(edit_);
  retire(&branch);
  if (!root.branches.empty()) return;
  root.counts.retire(edit_);
  retire(&root);
  sequence_.root_ = nullptr;
}

void SequenceEditor::join_next(Branch& branch, uint32_t place) {
  Leaf* const left = branch.leaves[place];
  Leaf* const right = branch.leaves[place + 1];
  Leaf* const both = Leaf::make(edit_, left->size + right->size + leaf_slack,
                                left->is_wide != 0 || right->is_wide != 0);
  both->append(*left, 0, left->size);
  both->append(*right, 0, right->size);
  branch.leaves[place] = both;
  branch.leaves.erase(branch.leaves.begin() + place + 1);
  branch.counts.join_next(edit_, place);
  retire(left);
  retire(right);
}

void SequenceEditor::retire(Leaf* leaf) {
  edit_.retired.push_back({leaf, [](void* block) { ::operator delete(block); }, leaf->birth});
  edit_.bytes -= static_cast<int64_t>(Leaf::bytes(leaf->capacity, leaf->is_wide != 0));
}

void SequenceEditor::retire(Branch* branch) {
  edit_.bytes -= branch->noted_bytes;
  edit_.retired.push_back(
      {branch, [](void* block) { delete static_cast<Branch*>(block); }, branch->birth});
}

void SequenceEditor::retire(Root* root) {
  edit_.retired.push_back(
      {root, [](void* block) { delete static_cast<Root*>(block); }, root->birth});
}

}  // namespace payoutd::index
