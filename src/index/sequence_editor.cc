#include "index/sequence_editor.h"

#include <cstring>

#include "index/rows.h"

namespace payoutd::index {
namespace {

// A leaf below the one size joins its neighbour if both together are below the other.
constexpr uint32_t small_leaf = leaf_numbers_max / 4;
constexpr uint32_t joined_leaf = leaf_numbers_max / 4 * 3;

size_t rounded_slots(size_t slots) {
  return (slots + 3) / 4 * 4;
}

}  // namespace

void Sequence::Leaf::move(uint32_t from, uint32_t to) {
  const size_t count = size - from;
  std::memmove(numbers() + to, numbers() + from, count * sizeof(uint32_t));
  const size_t width = is_wide(slots) ? sizeof(uint16_t) : sizeof(uint8_t);
  char* const kept_slots = reinterpret_cast<char*>(numbers() + capacity);
  std::memmove(kept_slots + to * width, kept_slots + from * width, count * width);
}

void Sequence::Leaf::insert(uint32_t place, uint32_t number, Slot slot) {
  move(place, place + 1);
  numbers()[place] = number;
  set_slot(place, slot);
  ++size;
  ++counts()[slot];
}

void Sequence::Leaf::erase(uint32_t place) {
  --counts()[slot_at(place)];
  move(place + 1, place);
  --size;
}

void Sequence::Leaf::append(const Leaf& from, uint32_t begin, uint32_t end) {
  std::memcpy(numbers() + size, from.numbers() + begin, (end - begin) * sizeof(uint32_t));
  for (uint32_t i = begin; i < end; ++i) {
    const Slot slot = from.slot_at(i);
    set_slot(size++, slot);
    ++counts()[slot];
  }
}

SequenceEditor::Root& SequenceEditor::root() {
  Root*& root = sequence_.root_;
  if (root == nullptr) {
    root = new Root{.birth = edit_.birth, .size = 0, .branches = {}, .counts = {}};
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
    branch = new Branch(*branch);
    branch->birth = edit_.birth;
    note_bytes(*branch);
  }
  return *branch;
}

void SequenceEditor::note_bytes(Branch& branch) {
  branch.noted_bytes = branch.bytes();
  edit_.bytes += branch.noted_bytes;
}

SequenceEditor::Branch* SequenceEditor::make_branch() {
  auto* const branch = new Branch;
  branch->birth = edit_.birth;
  return branch;
}

SequenceEditor::Leaf& SequenceEditor::leaf(const Sequence::Position& at, Slot slot) {
  Leaf*& leaf = branch(at.branch).leaves[at.leaf];
  if (!edit_.may_write(leaf->birth) || leaf->size == leaf->capacity || slot >= leaf->slots) {
    Leaf* const old = leaf;
    leaf = make_leaf(old->size + leaf_slack, std::max<size_t>(old->slots, slot + size_t{1}));
    leaf->append(*old, 0, old->size);
    retire(old);
  }
  return *leaf;
}

SequenceEditor::Leaf* SequenceEditor::make_leaf(uint32_t capacity, size_t slots) {
  slots = rounded_slots(slots);
  capacity = std::min(capacity, Leaf::size_max);
  auto* const leaf = static_cast<Leaf*>(::operator new(Leaf::bytes(capacity, slots)));
  edit_.bytes += static_cast<int64_t>(Leaf::bytes(capacity, slots));
  leaf->birth = edit_.birth;
  leaf->size = 0;
  leaf->capacity = static_cast<uint16_t>(capacity);
  leaf->slots = static_cast<uint16_t>(slots);
  std::memset(leaf->counts(), 0, slots * sizeof(uint16_t));
  return leaf;
}

void SequenceEditor::split_leaf(const Sequence::Position& at) {
  Branch& branch = this->branch(at.branch);
  Leaf* const old = branch.leaves[at.leaf];
  const auto part_of = [&](uint32_t begin, uint32_t end) {
    Leaf* const part = make_leaf(end - begin + leaf_slack, old->slots);
    part->append(*old, begin, end);
    return part;
  };
  const uint32_t middle = old->size / 2;
  branch.replace_leaf(at.leaf, part_of(0, middle));
  branch.insert_leaf(at.leaf + size_t{1}, part_of(middle, old->size));
  retire(old);
}

void SequenceEditor::split_branch(uint32_t place, const Rows& rows, const Categories& known) {
  Branch& left = branch(place);
  Branch* const right = make_branch();
  const size_t middle = left.leaves.size() / 2;
  right->leaves.assign(left.leaves.begin() + static_cast<ptrdiff_t>(middle), left.leaves.end());
  right->sizes.assign(left.sizes.begin() + static_cast<ptrdiff_t>(middle), left.sizes.end());
  left.leaves.resize(middle);
  left.sizes.resize(middle);
  right->counts.resize(left.counts.size());
  right->sums.resize(left.sums.size());
  for (const Leaf* leaf : right->leaves) {
    right->size += leaf->size;
    for (size_t slot = 0; slot < std::min<size_t>(leaf->slots, right->counts.size()); ++slot) {
      right->counts[slot] += leaf->counts()[slot];
    }
    if (left.sums.empty()) continue;
    for (uint32_t i = 0; i < leaf->size; ++i) {
      const Counted one = Sequence::counted(rows, known, leaf->numbers()[i]);
      right->sums[one.slot].add(one);
    }
  }
  left.size -= right->size;
  for (size_t slot = 0; slot < left.counts.size(); ++slot) left.counts[slot] -= right->counts[slot];
  for (size_t slot = 0; slot < left.sums.size(); ++slot)
    left.sums[slot].subtract(right->sums[slot]);
  note_bytes(*right);
  Root& root = this->root();
  root.branches.insert(root.branches.begin() + place + 1, right);
}

void SequenceEditor::tidy(const Sequence::Position& at) {
  Branch& branch = this->branch(at.branch);
  Leaf* const leaf = branch.leaves[at.leaf];
  if (leaf->size == 0) {
    branch.erase_leaf(at.leaf);
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
  retire(&branch);
  if (!root.branches.empty()) return;
  retire(&root);
  sequence_.root_ = nullptr;
}

void SequenceEditor::join_next(Branch& branch, uint32_t place) {
  Leaf* const left = branch.leaves[place];
  Leaf* const right = branch.leaves[place + 1];
  Leaf* const both =
      make_leaf(left->size + right->size + leaf_slack, std::max(left->slots, right->slots));
  both->append(*left, 0, left->size);
  both->append(*right, 0, right->size);
  branch.replace_leaf(place, both);
  branch.erase_leaf(place + size_t{1});
  retire(left);
  retire(right);
}

void SequenceEditor::retire(Leaf* leaf) {
  edit_.retired.push_back({leaf, [](void* block) { ::operator delete(block); }});
  edit_.bytes -= static_cast<int64_t>(Leaf::bytes(leaf->capacity, leaf->slots));
}

void SequenceEditor::retire(Branch* branch) {
  edit_.bytes -= branch->noted_bytes;
  edit_.retired.push_back({branch, [](void* block) { delete static_cast<Branch*>(block); }});
}

void SequenceEditor::retire(Root* root) {
  edit_.retired.push_back({root, [](void* block) { delete static_cast<Root*>(block); }});
}

}  // namespace payoutd::index
